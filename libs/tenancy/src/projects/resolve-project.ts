import type { WorkspaceTx } from '@debrief/infra';
import { conflict, forbidden, invalid, notFound, type Scope } from '@debrief/kernel';
import {
  findProject,
  findProjectForChange,
  type Project,
  selectDefaultProjects,
  selectTwoProjectIds,
} from './projects.queries';

/** Where a request may name a project, each an id or a slug. */
export interface ProjectSelectors {
  /** `?project_id=` or `X-Project-Id`. */
  readonly query?: string;
  /** `project_id` of the body. */
  readonly body?: string;
}

/**
 * The id of the project that a query narrows to; an API key is always narrowed to its own. Undefined: the whole workspace.
 * @throws FORBIDDEN `scope_mismatch` for a project that the caller may not use, whether or not it exists
 */
export const narrowToProject = async (
  tx: WorkspaceTx,
  scope: Scope,
  query: string | undefined,
): Promise<string | undefined> => {
  if (query === undefined) return scope.projectId ?? undefined;
  const id = await findVisibleId(tx, scope, query);
  if (id === undefined)
    throw forbidden('project_id names a project that this credential may not use', 'scope_mismatch');
  return id;
};

/**
 * The id of the one project that a request is about: named by it, the key's, or the workspace's only one.
 * @throws FORBIDDEN `scope_mismatch` (query), NOT_FOUND (body), INVALID `project_required` when none is named and there are several
 */
export const resolveProject = async (
  tx: WorkspaceTx,
  scope: Scope,
  { query, body }: ProjectSelectors,
): Promise<string> => {
  const narrowed = await narrowToProject(tx, scope, query);
  if (body !== undefined) {
    const named = await findVisibleId(tx, scope, body);
    if (named === undefined || (narrowed !== undefined && named !== narrowed)) throw notFound('project', body);
    return named;
  }
  if (narrowed !== undefined) return narrowed;
  const [first, second] = await selectTwoProjectIds(tx);
  if (first === undefined || second !== undefined) {
    throw invalid('project_id', 'is required unless the workspace has just one project', 'project_required');
  }
  return first;
};

/**
 * The project that a path names by id or slug.
 * @throws NOT_FOUND also for another workspace's, and for an API key for any but its own
 */
export const getProject = async (tx: WorkspaceTx, scope: Scope, idOrSlug: string): Promise<Project> =>
  visible(await findProject(tx, idOrSlug), scope, idOrSlug);

/**
 * The id of the project that a path names by id or slug, or as `default`, which stands for the caller's own (otel.md A1): an API key's
 * project; for a user the workspace's only one, else the one whose slug is `default`.
 * @throws NOT_FOUND; CONFLICT `project_ambiguous` when there are several and none has that slug
 */
export const locateProject = async (tx: WorkspaceTx, scope: Scope, name: string): Promise<string> => {
  const ofKey = namedByKey(scope, name);
  if (ofKey !== undefined) return ofKey;
  if (name !== 'default') return (await getProject(tx, scope, name)).id;
  const [project, another] = await selectDefaultProjects(tx);
  if (!project) throw notFound('project', name);
  if (another && !project.isDefault)
    throw conflict('The workspace has several projects: name one in the path', 'project_ambiguous');
  return project.id;
};

/** The project of an API key, where a path names it so that nobody needs to look: keys of deleted projects are not let in. */
export const namedByKey = ({ projectId }: Scope, name: string): string | undefined =>
  projectId !== null && (name === 'default' || name === projectId) ? projectId : undefined;

/** As `getProject`; the row stays as it is until the transaction ends, so that what hangs on it changes in turn. */
export const getProjectForChange = async (tx: WorkspaceTx, scope: Scope, idOrSlug: string): Promise<Project> =>
  visible(await findProjectForChange(tx, idOrSlug), scope, idOrSlug);

const visible = (project: Project | undefined, scope: Scope, idOrSlug: string): Project => {
  if (!project || (scope.projectId !== null && scope.projectId !== project.id)) throw notFound('project', idOrSlug);
  return project;
};

const findVisibleId = async (tx: WorkspaceTx, scope: Scope, idOrSlug: string): Promise<string | undefined> => {
  if (idOrSlug === scope.projectId) return idOrSlug;
  const id = (await findProject(tx, idOrSlug))?.id;
  return scope.projectId === null || scope.projectId === id ? id : undefined;
};
