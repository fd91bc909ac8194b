import { Cursors, Database, pageById, type Page, type PageRequest } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { revokeKeysOfProject } from '../api-keys/api-keys.queries';
import { recordAudit } from '../audit/audit.queries';
import { changedFields } from '../changed-fields';
import { toName } from '../name';
import { readSettings } from '../settings/read-settings';
import { lockWorkspace } from '../workspaces/workspaces.queries';
import { checkRetention, createProject, requireFreeName, type CreateProject } from './create-project';
import {
  markProjectDeleted,
  selectProjectPage,
  updateProject,
  type Project,
  type ProjectChange,
} from './projects.queries';
import { getProject, getProjectForChange, locateProject, namedByKey } from './resolve-project';

export interface ProjectPatch {
  readonly name?: string;
  readonly retentionDays?: number;
  readonly strictSeq?: boolean;
  /** As sent: `readSettings` decides what is known. */
  readonly settings?: unknown;
}

@Injectable()
export class ProjectsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /** Newest first. @throws MALFORMED `invalid_cursor` */
  async list(scope: Scope, request: PageRequest): Promise<Page<Project>> {
    const bond = { workspaceId: scope.workspaceId, list: 'projects' };
    return this.database.inWorkspace(scope, (tx) =>
      pageById(this.cursors, bond, request, (page) => selectProjectPage(tx, page)),
    );
  }

  /** @throws NOT_FOUND */
  async get(scope: Scope, idOrSlug: string): Promise<Project> {
    return this.database.inWorkspace(scope, (tx) => getProject(tx, scope, idOrSlug));
  }

  /** As `locateProject`; no transaction is opened where the credential says it. */
  async locate(scope: Scope, name: string): Promise<string> {
    return namedByKey(scope, name) ?? this.database.inWorkspace(scope, (tx) => locateProject(tx, scope, name));
  }

  /** @throws INVALID (name, retention_days), CONFLICT `name_taken` */
  async create(scope: Scope, input: CreateProject): Promise<Project> {
    return this.database.inWorkspace(scope, (tx) => createProject(tx, scope, input));
  }

  /**
   * Changes what is sent. The slug stays: it stands in clients' settings.
   * @throws NOT_FOUND, INVALID (naming an unknown setting), CONFLICT `name_taken`
   */
  async update(scope: Scope, idOrSlug: string, patch: ProjectPatch): Promise<Project> {
    return this.database.inWorkspace(scope, async (tx) => {
      await lockWorkspace(tx);
      const project = await getProjectForChange(tx, scope, idOrSlug);
      const change = toChange(project, patch);
      const changed = changedFields(toDetails(project), toDetails(change));
      if (!changed) return project;
      await requireFreeName(tx, change.name, project.id);
      await recordAudit(tx, scope, {
        action: 'project.update',
        targetType: 'project',
        targetId: project.id,
        projectId: project.id,
        details: changed,
      });
      return updateProject(tx, project.id, change);
    });
  }

  /** Gone at once, with its keys; its traces are removed later. @throws NOT_FOUND */
  async delete(scope: Scope, idOrSlug: string): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      const { id, name } = await getProjectForChange(tx, scope, idOrSlug);
      await markProjectDeleted(tx, id);
      const revoked = await revokeKeysOfProject(tx, id);
      await recordAudit(tx, scope, {
        action: 'project.delete',
        targetType: 'project',
        targetId: id,
        projectId: id,
        details: { name, revoked_keys: revoked },
      });
    });
  }
}

const toChange = (project: Project, patch: ProjectPatch): ProjectChange => {
  if (patch.retentionDays !== undefined) checkRetention(patch.retentionDays);
  return {
    name: patch.name === undefined ? project.name : toName('name', patch.name),
    retentionDays: patch.retentionDays ?? project.retentionDays,
    strictSeq: patch.strictSeq ?? project.strictSeq,
    settings:
      patch.settings === undefined ? project.settings : readSettings('project', patch.settings, project.settings),
  };
};

const toDetails = ({ name, retentionDays, strictSeq, settings }: ProjectChange) => ({
  name,
  retention_days: retentionDays,
  strict_seq: strictSeq,
  settings,
});
