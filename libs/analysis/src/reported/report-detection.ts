import { clientOf, enqueue, type WorkspaceTx } from '@debrief/infra';
import { insertLedger, recordVerdict } from '@debrief/ingestion';
import { findAnalysis, updateVerdict } from '../analysis.queries';
import type { ReportedDetection } from './reported-detection';
import { deleteReported, listReported, lockRun, upsertReported } from './reported.queries';
import { withReported } from './with-reported';

export interface Report {
  /** Internal id of the run. */
  readonly traceId: string;
  /** Who reports and of what: a later report of the same source takes the place of this one. */
  readonly source: string;
  /** Null: nothing, any more. */
  readonly found: ReportedDetection | null;
}

/**
 * Notes what somebody beside the detectors found in a run. It stands in the run's analyses, this one and later ones, and so takes part in
 * incidents. @returns whether it changed anything; the caller announces that on the bus
 */
export const reportDetection = async (tx: WorkspaceTx, { traceId, source, found }: Report): Promise<boolean> => {
  const run = await lockRun(tx, traceId);
  if (!run) return false;
  const isNew = found ? await upsertReported(tx, traceId, source, found) : await deleteReported(tx, traceId, source);
  if (!isNew) return false;
  const analysis = await findAnalysis(tx, traceId);
  // Its first analysis will have it.
  if (!analysis) return true;
  const verdict = withReported(analysis.verdict, await listReported(tx, traceId));
  await updateVerdict(tx, traceId, verdict);
  await enqueue(tx, 'incidents.absorb', { traceId });
  await recordVerdict(tx, traceId, { labels: verdict.labels });
  await insertLedger(clientOf(tx), [
    { kind: 'analysis', projectId: run.projectId, traceId, recordId: traceId, seqs: null },
  ]);
  return true;
};
