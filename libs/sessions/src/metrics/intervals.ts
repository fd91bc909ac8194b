/** From and to, in epoch milliseconds. */
export type Interval = readonly [start: number, end: number];

interface Lasting {
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly durationMs: number | null;
}

/** When an event ended; undefined while that is unknown. */
export const endOf = ({ startedAt, endedAt, durationMs }: Lasting): number | undefined =>
  endedAt ?? (durationMs === null ? undefined : startedAt + durationMs);

/** The last moment that an event is known of. */
export const lastMomentOf = (event: Lasting): number => Math.max(event.startedAt, endOf(event) ?? event.startedAt);

/** The times that events took; those that have no end yet took none. */
export const intervalsOf = (events: readonly Lasting[]): Interval[] =>
  events.flatMap((event) => {
    const end = endOf(event);
    return end === undefined ? [] : [[event.startedAt, end] as const];
  });

/** How much of the window the intervals cover, what overlaps once. In ms. */
export const coveredMs = (intervals: readonly Interval[], [from, to]: Interval): number => {
  let covered = 0;
  let reached = from;
  for (const [start, end] of intervals.toSorted((a, b) => a[0] - b[0])) {
    const low = Math.max(start, reached);
    const high = Math.min(end, to);
    if (high <= low) continue;
    covered += high - low;
    reached = high;
  }
  return toMs(covered);
};

/** To the microsecond: differences of doubles of today's size are no better than that. */
export const toMs = (duration: number): number => Math.round(duration * 1000) / 1000;
