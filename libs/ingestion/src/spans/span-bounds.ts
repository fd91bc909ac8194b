import type { NewSpan } from './new-span';

/** What spans that have ended lie between; null where none has. Lists of spans by end and duration walk runs by it. */
export interface SpanBounds {
  /** Microseconds since 1970. */
  readonly firstEnd: number | null;
  /** Milliseconds. */
  readonly shortest: number | null;
  readonly longest: number | null;
}

export const boundsOf = (spans: readonly Pick<NewSpan, 'endMicros' | 'durationMs'>[]): SpanBounds => {
  let [firstEnd, shortest, longest]: (number | null)[] = [null, null, null];
  for (const { endMicros, durationMs } of spans) {
    if (endMicros !== null) firstEnd = Math.min(firstEnd ?? endMicros, endMicros);
    if (durationMs === null) continue;
    shortest = Math.min(shortest ?? durationMs, durationMs);
    longest = Math.max(longest ?? durationMs, durationMs);
  }
  return { firstEnd, shortest, longest } as SpanBounds;
};
