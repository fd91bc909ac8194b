/** What a step of a walk over the runs of a project has seen, from the first run on. */
export interface WalkStep {
  /** Spans of the runs into which it looked. */
  readonly spans: number;
  /** These were all runs. */
  readonly isWhole: boolean;
  /** The page is full, and no run behind can have a span for it. */
  readonly isCertain: boolean;
}

/** How far a step goes: to so many runs, or as many as have so many spans together. */
export interface WalkReach {
  readonly runs: number;
  readonly spans: number;
}

/** What the walk leads through. */
export interface WalkGround {
  /** Spans of the project. */
  readonly spans: number;
  readonly isFiltered: boolean;
}

const spansOfRun = 10;
const growth = 4;
/** To find a span by its run costs so many times what it costs to sort it along with all others. */
const costOfWalking = 8;
/** Of few spans that pass a filter an index may know, and the walk does not: it gives up early. */
const mostFiltered = 4_000;

const toReach = (runs: number, { spans, isFiltered }: WalkGround): WalkReach | null => {
  const reach = { runs, spans: runs * spansOfRun };
  const isTooFar = reach.spans * costOfWalking > spans || (isFiltered && reach.spans > mostFiltered);
  return isTooFar ? null : reach;
};

/**
 * How far the first step goes: each run mostly has the span that its bound is of, so that as many runs as rows are enough. Null here and
 * below: sorting all spans is the shorter way.
 * @param rows of the list up to the end of the page
 */
export const firstReach = (rows: number, ground: WalkGround): WalkReach | null => toReach(rows, ground);

export const nextReach = (reach: WalkReach, step: WalkStep, ground: WalkGround): WalkReach | null =>
  step.isWhole ? null : toReach(growth * Math.max(reach.runs, Math.ceil(step.spans / spansOfRun)), ground);
