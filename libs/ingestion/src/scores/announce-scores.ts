import { clientOf, type WorkspaceTx } from '@debrief/infra';
import { insertLedger } from '../append/ledger';
import { findTraceIds } from './target.queries';

/** Tells who watches the runs that there is something new of them; runs that are not there yet are told when they come. Last in the transaction. */
export const announceScores = async (
  tx: WorkspaceTx,
  projectId: string,
  traceExternalIds: readonly (string | null)[],
): Promise<void> => {
  const named = [...new Set(traceExternalIds.filter((id) => id !== null))];
  const ids = [...(await findTraceIds(tx, projectId, named)).values()].sort();
  await insertLedger(
    clientOf(tx),
    ids.map((traceId) => ({ kind: 'trace' as const, projectId, traceId, seqs: null })),
  );
};
