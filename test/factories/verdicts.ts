import type { Detection, Subject, Verdict } from '@debrief/analysis';
import type { WorkspaceTx } from '@debrief/infra';

/** What a test says of one detection and its step; the rest is plain. */
export type Found = Partial<Detection> & { readonly step?: Partial<Subject> };

/** A verdict with these detections, in the order of the detectors. */
export const makeVerdict = (...found: readonly Found[]): Verdict => {
  const detections = found.map(({ step: _step, ...detection }): Detection => ({
    label: 'tool_error',
    detector: 'tool-error',
    version: '1',
    tier: 'defect',
    confidence: 0.8,
    severity: 'medium',
    evidenceRefs: [3],
    criticalStepSeq: 3,
    summary: 'A tool failed.',
    evidence: [{ kind: 'event', seq: 3 }],
    ...detection,
  }));
  const shown = detections.filter(({ tier }) => tier !== 'suspicion');
  const critical = shown.map(({ criticalStepSeq }) => criticalStepSeq);
  return {
    labels: [...new Set(shown.map(({ label }) => label))],
    criticalStepSeq: critical.length > 0 ? Math.min(...critical) : null,
    confidence: Math.max(0, ...shown.map(({ confidence }) => confidence)),
    rootCause: shown.length > 0 ? `Step ${Math.min(...critical)} failed.` : null,
    detections,
    subjects: found.map(({ step }) => ({ agent: 'booker', type: 'tool_call', name: 'search', error: null, ...step })),
    candidates: [],
    responsibleAgent: null,
    skipped: [],
    detectorSet: 'test',
  };
};

/** Stores a verdict as the analysis of a run, without the job that follows it. */
export const storeVerdict = async (
  tx: WorkspaceTx,
  traceId: string,
  verdict: Verdict,
  source: 'detectors' | 'server' = 'detectors',
): Promise<void> => {
  const row = { verdict: JSON.stringify(verdict), source, detectorSet: verdict.detectorSet, eventCount: 1, maxSeq: 0 };
  await tx
    .insertInto('analysis')
    .values({ traceId, ...row })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'traceId']).doUpdateSet(row))
    .execute();
};
