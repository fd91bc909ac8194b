import type { WorkspaceTx } from '@debrief/infra';
import { DomainError, invalid, type Scope } from '@debrief/kernel';
import { readHttpSlowMs, resolveProject } from '@debrief/tenancy';
import type { ProjectRequests } from './filters';

/**
 * The requests of the one project that a query is about: named by it, the key's, or the workspace's only one.
 * @param project id or slug
 * @throws DomainError FORBIDDEN for a project that the caller may not read, existing or not; INVALID where it must be named
 */
export const resolveRequests = async (
  tx: WorkspaceTx,
  scope: Scope,
  project: string | undefined,
): Promise<ProjectRequests> => {
  const projectId = await resolve(tx, scope, project);
  return { projectId, slowMs: await readHttpSlowMs(tx, projectId) };
};

const resolve = async (tx: WorkspaceTx, scope: Scope, query: string | undefined): Promise<string> => {
  try {
    return await resolveProject(tx, scope, { query });
  } catch (error) {
    // On this surface the field has another name.
    if (error instanceof DomainError && error.reason === 'project_required')
      throw invalid('projectId', 'is required unless the workspace has just one project', 'project_required');
    throw error;
  }
};
