import type { NewSpan } from './new-span';

/** What spans lie between; null where none has such a value. Lists of spans by end, duration and name walk runs by it. */
export interface SpanBounds {
  /** Microseconds since 1970; this and the durations are of spans that have ended. */
  readonly firstEnd: number | null;
  /** Milliseconds. */
  readonly shortest: number | null;
  readonly longest: number | null;
  /** By code point, as Postgres has them in the collation "C"; of a name its first 256 characters. */
  readonly firstName: string | null;
  readonly lastName: string | null;
}

export const boundsOf = (spans: readonly Pick<NewSpan, 'endMicros' | 'durationMs' | 'name'>[]): SpanBounds => {
  let [firstEnd, shortest, longest]: (number | null)[] = [null, null, null];
  for (const { endMicros, durationMs } of spans) {
    if (endMicros !== null) firstEnd = Math.min(firstEnd ?? endMicros, endMicros);
    if (durationMs === null) continue;
    shortest = Math.min(shortest ?? durationMs, durationMs);
    longest = Math.max(longest ?? durationMs, durationMs);
  }
  return { firstEnd, shortest, longest, ...nameBoundsOf(spans) } as SpanBounds;
};

/** What a name counts by where it is ordered: indexes hold no more of it. */
const nameLength = 256;

/** Bytes of UTF-8 are in the order of code points; texts of JavaScript are not. */
const nameBoundsOf = (spans: readonly Pick<NewSpan, 'name'>[]): Pick<SpanBounds, 'firstName' | 'lastName'> => {
  const names = [...new Set(spans.map(({ name }) => name))].map((name) => Buffer.from(name)).sort(Buffer.compare);
  return { firstName: beginningOf(names.at(0)), lastName: beginningOf(names.at(-1)) };
};

const beginningOf = (name: Buffer | undefined): string | null =>
  name ? [...name.toString()].slice(0, nameLength).join('') : null;
