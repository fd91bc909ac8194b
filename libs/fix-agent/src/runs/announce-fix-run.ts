import { clientOf, type WorkspaceTx } from '@debrief/infra';
import { insertLedger } from '@debrief/ingestion';
import type { FixRun } from '../fix-run.types';

/**
 * Puts a changed fix run on the stream. Late in a transaction: it locks the workspace's position. The caller announces the workspace
 * on the bus after the commit. The ledger goes by traces: a fix run without one is not shown.
 */
export const announceFixRun = async (
  tx: WorkspaceTx,
  { id, projectId, traceId }: Pick<FixRun, 'id' | 'projectId' | 'traceId'>,
): Promise<void> => {
  if (traceId !== null)
    await insertLedger(clientOf(tx), [{ kind: 'fix_run', projectId, traceId, recordId: id, seqs: null }]);
};
