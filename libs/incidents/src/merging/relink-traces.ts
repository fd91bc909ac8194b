import { enqueue, type JobPayload, type WorkspaceTx } from '@debrief/infra';
import { recordVerdict } from '@debrief/ingestion';
import { listMemberships, lockTrace } from '../absorb/membership.queries';
import { selectTraceIdsAfter } from './merging.queries';

/** Small, because announcing a run keeps the workspace's stream position until the commit. */
const batch = 50;

/** Writes onto an incident's runs which incidents they are in, a batch at a time. The next batch is a job of its own. */
export const relinkTraces = async (
  tx: WorkspaceTx,
  { incidentId, afterTraceId }: JobPayload<'incidents.relink-traces'>,
): Promise<void> => {
  const ids = await selectTraceIdsAfter(tx, incidentId, { afterId: afterTraceId, limit: batch });
  for (const id of ids) if (await lockTrace(tx, id)) await relink(tx, id);
  const last = ids.length === batch ? ids.at(-1) : undefined;
  if (last !== undefined) await enqueue(tx, 'incidents.relink-traces', { incidentId, afterTraceId: last });
};

const relink = async (tx: WorkspaceTx, traceId: string): Promise<void> => {
  const members = await listMemberships(tx, traceId);
  const incidentIds = [...new Set(members.map(({ incidentId }) => incidentId))].sort();
  await recordVerdict(tx, traceId, { incidentIds });
};
