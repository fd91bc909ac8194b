import type { WorkspaceTx } from '@debrief/infra';
import { conflict, notFound, type Scope } from '@debrief/kernel';
import { narrowToProject } from '@debrief/tenancy';
import { findTracesByExternalId, type TraceRow } from './trace.queries';

/**
 * The one trace that an id names for this caller (README rule 1). A key sees its own project; a console user every project of
 * the workspace, unless `project` narrows it.
 * @param project id or slug, as a query gives it
 * @throws DomainError NOT_FOUND; FORBIDDEN `scope_mismatch` for a project that the caller may not use; CONFLICT `ambiguous_id`
 *   when several visible projects hold the id
 */
export const locateTrace = async (
  tx: WorkspaceTx,
  scope: Scope,
  externalId: string,
  project?: string,
): Promise<TraceRow> => {
  const projectId = await narrowToProject(tx, scope, project);
  const [trace, another] = await findTracesByExternalId(tx, externalId, projectId ?? null);
  if (!trace) throw notFound('trace', externalId);
  if (another) throw conflict(`Several projects hold a trace ${externalId}: name one with project_id`, 'ambiguous_id');
  return trace;
};
