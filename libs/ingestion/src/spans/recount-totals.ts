import type { WorkspaceClient } from '@debrief/infra';
import { insertLedger } from '../append/ledger';
import { changeTotals } from './change-totals';
import { maxRecounted } from './count-totals';
import { lockTraceForRecount, updateTotals } from './recount.queries';
import { listUsage } from './usage.queries';
import { fromUsageRow } from './usage-node';

/** Up to so many spans fit into memory beside all else; totals of a larger trace stay those of its first spans. */
const maxSpans = 250_000;

/** Counts the totals of a trace anew that was too large to be recounted with each commit. @returns whether it was one */
export const recountTotals = async (client: WorkspaceClient, traceId: string): Promise<boolean> => {
  const trace = await lockTraceForRecount(client, traceId);
  if (!trace || trace.eventCount <= maxRecounted || trace.eventCount > maxSpans) return false;
  const nodes = (await listUsage(client, [traceId])).map(fromUsageRow);
  if (nodes.length === 0) return false;
  await updateTotals(client, traceId, changeTotals([], nodes));
  await insertLedger(client, [{ kind: 'trace', projectId: trace.projectId, traceId, seqs: null }]);
  return true;
};
