import type { Extremes, Tally } from '../absorb/move-tally';

/**
 * The tally of an incident that another was merged into.
 * @param both runs that are in both: they count once
 */
export const mergeTallies = (into: Tally, from: Tally, both: number): Tally => ({
  sessionCount: into.sessionCount + Math.max(0, from.sessionCount - both),
  occurrenceCount: into.occurrenceCount + from.occurrenceCount,
  criticalStepSeq: minOf(into.criticalStepSeq, from.criticalStepSeq),
  confidence: Math.max(into.confidence, from.confidence),
  firstSeenAt: from.firstSeenAt < into.firstSeenAt ? from.firstSeenAt : into.firstSeenAt,
  lastSeenAt: from.lastSeenAt > into.lastSeenAt ? from.lastSeenAt : into.lastSeenAt,
});

/** What runs of one fingerprint hold. */
export interface Part {
  readonly sessionCount: number;
  /** Of them, runs that are in the incident by this fingerprint alone. */
  readonly onlyHere: number;
  readonly occurrenceCount: number;
  readonly extremes: Extremes | undefined;
}

/**
 * Two tallies where a fingerprint is taken out of an incident again. It takes the runs along that are there; what retention removed
 * meanwhile stays counted where it was.
 * @param left over the runs that stay
 */
export const splitTallies = (
  from: Tally,
  home: Tally,
  { part, left }: { readonly part: Part; readonly left: Extremes | undefined },
): { readonly from: Tally; readonly home: Tally } => ({
  from: {
    ...from,
    ...left,
    sessionCount: Math.max(0, from.sessionCount - part.onlyHere),
    occurrenceCount: Math.max(0, from.occurrenceCount - part.occurrenceCount),
  },
  home: { ...home, ...part.extremes, sessionCount: part.sessionCount, occurrenceCount: part.occurrenceCount },
});

const minOf = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));
