import type { Candidate, Detection } from '../detection';
import type { IndexedRun } from '../run/index-run';

/** The steps that may have caused what was found, three at most, best first. */
export const rankCandidates = (run: IndexedRun, detections: readonly Detection[]): Candidate[] => {
  const scores = new Map<number, number>();
  for (const { criticalStepSeq, confidence } of detections)
    scores.set(criticalStepSeq, Math.max(scores.get(criticalStepSeq) ?? 0, confidence));
  const agents = new Map(run.events.map(({ seq, agent }) => [seq, agent]));
  return [...scores]
    .sort(([seqA, a], [seqB, b]) => b - a || seqA - seqB)
    .slice(0, 3)
    .map(([seq, score]) => ({ seq, agent: agents.get(seq) ?? null, score }));
};
