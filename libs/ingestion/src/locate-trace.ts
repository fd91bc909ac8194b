import type { WorkspaceTx } from '@debrief/infra';
import { conflict, notFound, type Scope } from '@debrief/kernel';
import { findTracesByExternalId, type TraceRow } from './trace.queries';

/**
 * The one trace that an id names for this caller (README rule 1). A key sees its own project; a console user every project of
 * the workspace, unless `projectId` (checked already) narrows it.
 * @throws DomainError NOT_FOUND; CONFLICT `ambiguous_id` when several visible projects hold the id
 */
export const locateTrace = async (
  tx: WorkspaceTx,
  scope: Scope,
  externalId: string,
  projectId: string | null = null,
): Promise<TraceRow> => {
  const [trace, another] = await findTracesByExternalId(tx, externalId, scope.projectId ?? projectId);
  if (!trace) throw notFound('Trace', externalId);
  if (another) throw conflict(`Several projects hold a trace ${externalId}: name one with project_id`, 'ambiguous_id');
  return trace;
};
