import { clientOf, type WorkspaceTx } from '@debrief/infra';
import { insertLedger } from '@debrief/ingestion';
import type { RegressionRun } from './regression.types';

/** Puts a run on the stream, late in a transaction. A run without cases belongs to no trace and is not shown. */
export const announceRun = async (tx: WorkspaceTx, { id, projectId, aboutTraceId }: RegressionRun): Promise<void> => {
  if (aboutTraceId === null) return;
  await insertLedger(clientOf(tx), [
    { kind: 'regression_run', projectId, traceId: aboutTraceId, recordId: id, seqs: null },
  ]);
};
