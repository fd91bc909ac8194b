/** What an incident has seen, over its runs. */
export interface Extremes {
  /** The lowest. */
  readonly criticalStepSeq: number | null;
  /** The highest. */
  readonly confidence: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

export interface Tally extends Extremes {
  /** Runs. */
  readonly sessionCount: number;
  /** Detections. */
  readonly occurrenceCount: number;
}

/** What one run has under one fingerprint. */
export interface Share {
  readonly occurrences: number;
  readonly criticalStepSeq: number | null;
  readonly confidence: number;
  readonly seenAt: Date;
}

/** The tally alone, of whatever has one. */
export const tallyOf = (one: Tally): Tally => ({
  sessionCount: one.sessionCount,
  occurrenceCount: one.occurrenceCount,
  criticalStepSeq: one.criticalStepSeq,
  confidence: one.confidence,
  firstSeenAt: one.firstSeenAt,
  lastSeenAt: one.lastSeenAt,
});

export interface Move {
  /** What the run had in the incident, and what it has now. */
  readonly before: readonly Share[];
  readonly after: readonly Share[];
  /** Over the runs that are in the incident now; undefined: none is. */
  readonly left: Extremes | undefined;
}

/**
 * The tally after a run joined, changed or left. Counts move by the difference instead of being counted anew: runs that retention
 * removed stay counted. Where a run takes something back, the runs that are there say what is left.
 */
export const moveTally = (tally: Tally, { before, after, left }: Move): Tally => ({
  ...(before.length === 0 ? widen(tally, after) : narrow(tally, before, left)),
  sessionCount: Math.max(0, tally.sessionCount + Math.sign(after.length) - Math.sign(before.length)),
  occurrenceCount: Math.max(0, tally.occurrenceCount + sum(after) - sum(before)),
});

const widen = (tally: Extremes, shares: readonly Share[]): Extremes =>
  shares.reduce<Extremes>(
    (seen, { criticalStepSeq, confidence, seenAt }) => ({
      criticalStepSeq: lowest(seen.criticalStepSeq, criticalStepSeq),
      confidence: Math.max(seen.confidence, confidence),
      firstSeenAt: seenAt < seen.firstSeenAt ? seenAt : seen.firstSeenAt,
      lastSeenAt: seenAt > seen.lastSeenAt ? seenAt : seen.lastSeenAt,
    }),
    tally,
  );

/** Of what is gone nothing is known but when: the times move only if they were this run's. */
const narrow = (tally: Extremes, before: readonly Share[], left: Extremes | undefined): Extremes => {
  if (!left) return tally;
  const held = (moment: Date): boolean => before.some(({ seenAt }) => seenAt.getTime() === moment.getTime());
  return {
    criticalStepSeq: left.criticalStepSeq,
    confidence: left.confidence,
    firstSeenAt: held(tally.firstSeenAt) ? left.firstSeenAt : tally.firstSeenAt,
    lastSeenAt: held(tally.lastSeenAt) ? left.lastSeenAt : tally.lastSeenAt,
  };
};

const lowest = (a: number | null, b: number | null): number | null => (a === null || (b !== null && b < a) ? b : a);

const sum = (shares: readonly Share[]): number => shares.reduce((total, { occurrences }) => total + occurrences, 0);
