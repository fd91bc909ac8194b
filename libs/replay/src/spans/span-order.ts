import { type RawBuilder, sql } from 'kysely';
import type { SortKey, TieBreaker } from './keyset';
import { spanDurationMs } from './span-columns';

type Fragment = RawBuilder<unknown>;

/** An order that an index of spans has. */
export const startKey: SortKey = { sql: sql`e.started_at`, type: 'timestamptz', isNullable: false };
const end: SortKey = { sql: sql`e.ended_at`, type: 'timestamptz', isNullable: true };
const duration: SortKey = { sql: spanDurationMs, type: 'float8', isNullable: true };
/** By code point, the first 256 characters: what indexes of runs hold of names. */
const name: SortKey = { sql: sql`left(e.name, 256) collate "C"`, type: 'text', isNullable: true };

/** What a list of spans `e` is ordered by, by its column. */
export const spanKeys: Readonly<Record<string, SortKey>> = {
  timestamp_start: startKey,
  start_time: startKey,
  timestamp_end: end,
  end_time: end,
  duration_ms: duration,
  span_name: name,
};

export const spanTies: readonly TieBreaker[] = [
  { sql: sql`e.trace_id`, type: 'uuid' },
  { sql: sql`e.seq`, type: 'int8' },
];
/** The same on rows of summaries. */
export const summaryTies: readonly TieBreaker[] = [
  { sql: sql`e."traceId"`, type: 'uuid' },
  { sql: sql`e.seq`, type: 'int8' },
];

/** What the imported spans of a run `t` lie between that have a value of the key. */
export interface RunBounds {
  readonly least: Fragment;
  readonly most: Fragment;
  /** What the index has in the place of `most`: the same order, in steps. */
  readonly mostInSteps?: Fragment;
}

const boundsOfEnds: RunBounds = {
  least: sql`t.spans_first_end_at`,
  most: sql`t.spans_end_at`,
  mostInSteps: sql`t.spans_end_minute`,
};

/** By which runs are walked; the order of starts has an index of its own. */
export const runBounds: Readonly<Record<string, RunBounds>> = {
  timestamp_end: boundsOfEnds,
  end_time: boundsOfEnds,
  duration_ms: { least: sql`t.spans_shortest_ms`, most: sql`t.spans_longest_ms` },
  span_name: { least: sql`t.spans_first_name`, most: sql`t.spans_last_name` },
};
