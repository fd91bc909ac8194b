import type { StoredAnalysis } from '@debrief/analysis';
import type { TraceStatus } from '@debrief/ingestion';

export interface FiredLabel {
  readonly label: string;
  /** The highest of its detections. */
  readonly confidence: number;
}

/** That an evaluator whose label the incident has looked at the run: what it found is among the labels. */
export interface EvaluationFact {
  readonly evaluatorId: string;
  readonly label: string;
  readonly version: number | null;
  /** Why it could say nothing: then its silence proves nothing. */
  readonly problem: string | null;
}

/** What a judgement knows of a run: nothing else decides it, so that a proof can repeat it. */
export interface RunFacts {
  readonly status: TraceStatus;
  /** Labels of the tiers defect and symptom, by name: a suspicion is no label (native.md §8). */
  readonly labels: readonly FiredLabel[];
  /** False when the detectors could not run to the end: then silence proves nothing. */
  readonly isAnalysed: boolean;
  /** Absent: the incident has no label of an evaluator. */
  readonly evaluations?: readonly EvaluationFact[];
}

export const toRunFacts = (
  status: TraceStatus,
  { verdict, fallbackReason }: Pick<StoredAnalysis, 'verdict' | 'fallbackReason'>,
  evaluations: readonly EvaluationFact[] = [],
): RunFacts => {
  const highest = new Map<string, number>();
  for (const { label, tier, confidence } of verdict.detections) {
    if (tier !== 'suspicion') highest.set(label, Math.max(confidence, highest.get(label) ?? 0));
  }
  return {
    status,
    labels: [...highest]
      .map(([label, confidence]) => ({ label, confidence }))
      .sort((a, b) => (a.label < b.label ? -1 : 1)),
    isAnalysed: fallbackReason === null,
    ...(evaluations.length > 0 && { evaluations }),
  };
};
