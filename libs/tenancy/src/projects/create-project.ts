import type { WorkspaceTx } from '@debrief/infra';
import { conflict, invalid, newId, type Scope } from '@debrief/kernel';
import { recordAudit } from '../audit/audit.queries';
import { toName } from '../name';
import { lockWorkspace } from '../workspaces/workspaces.queries';
import { decideSlug, deriveSlug } from './derive-slug';
import { findProjectByName, insertProject, selectSlugsLike, type Project } from './projects.queries';

export interface CreateProject {
  readonly name: string;
  readonly retentionDays?: number;
  readonly strictSeq?: boolean;
}

/**
 * @throws INVALID (name, retention_days), CONFLICT `name_taken`
 */
export const createProject = async (tx: WorkspaceTx, scope: Scope, input: CreateProject): Promise<Project> => {
  const name = toName('name', input.name);
  if (input.retentionDays !== undefined) checkRetention(input.retentionDays);
  await lockWorkspace(tx);
  await requireFreeName(tx, name);
  const base = deriveSlug(name);
  const slug = decideSlug(base, await selectSlugsLike(tx, base));
  const project = await insertProject(tx, {
    id: newId(),
    name,
    slug,
    retentionDays: input.retentionDays,
    strictSeq: input.strictSeq,
  });
  await recordAudit(tx, scope, {
    action: 'project.create',
    targetType: 'project',
    targetId: project.id,
    projectId: project.id,
    details: { name, slug, retention_days: project.retentionDays, strict_seq: project.strictSeq },
  });
  return project;
};

/** @throws CONFLICT `name_taken`; `exceptId` is the project that may keep its own name */
export const requireFreeName = async (tx: WorkspaceTx, name: string, exceptId?: string): Promise<void> => {
  const holder = await findProjectByName(tx, name);
  if (holder && holder.id !== exceptId) throw conflict(`a project named ${name} exists`, 'name_taken');
};

/** @throws INVALID unless 0–3650 whole days; 0 expires at once */
export const checkRetention = (days: number): void => {
  if (!Number.isInteger(days) || days < 0 || days > 3650)
    throw invalid('retention_days', 'must be a whole number from 0 to 3650');
};
