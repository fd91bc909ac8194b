import type { Score, ValueTarget } from '@debrief/replay';

/** Of the scores of a run those that say something of the target: of the run as a whole, or of the observation. */
export const scoresOf = (
  { traceId, observationId }: ValueTarget,
  ofTraces: ReadonlyMap<string, readonly Score[]>,
): readonly Score[] =>
  (ofTraces.get(traceId) ?? []).filter(
    (score) => score.observationId === null || score.observationId === observationId,
  );
