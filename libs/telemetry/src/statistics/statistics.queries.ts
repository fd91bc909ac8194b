import type { WorkspaceTx } from '@debrief/infra';
import { invalid } from '@debrief/kernel';
import { type RawBuilder, sql } from 'kysely';
import { boundReads } from '../queries/bound-reads';
import { matches, type ProjectRequests, type RequestFilters } from '../queries/filters';
import { isFailed } from '../queries/request-columns';
import type { BucketSize } from './window';
import { bucketSizes } from './window';

/** Exact figures are made of so many rows at most. */
const mostRows = 5_000_000;
/** For a statement's counts by key and duration: with Postgres' standard of 4 MB they would go through files. */
const memory = '32MB';

/** Durations of requests, exact: percentiles are nearest-rank. Null where there is no request. */
export interface Durations {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface RequestTotals extends Durations {
  readonly total: number;
  readonly inbound: number;
  readonly failed: number;
  readonly slow: number;
  readonly none: number;
  readonly informational: number;
  readonly successful: number;
  readonly redirected: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
  readonly avgMs: number | null;
  readonly maxMs: number | null;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

/** Of whom or of when a statistic is: groups of rows `r` by one expression. */
type Key = RawBuilder<unknown>;

const hundredths = (percent: number): RawBuilder<number | null> =>
  sql`min(duration_ms) filter (where upto * 100 >= of_key * ${percent}::int8)`;

/**
 * Rows counted by key and duration, with the rank of each duration within its key: a percentile is then the lowest duration whose rank
 * reaches it, and no row is sorted. Refused past 5,000,000 rows, which the last statement of a query checks by `seen`.
 * @param measures further columns, summed up by key and duration
 */
const counted = (
  project: ProjectRequests,
  filters: RequestFilters,
  { key, measures }: { readonly key: Key; readonly measures: RawBuilder<unknown> },
): RawBuilder<unknown> => sql`
    limited as (
      select ${key} as key, r.* from http_request r where ${matches(project, filters)} limit ${mostRows + 1}),
    counted as (
      select key, duration_ms, count(*) as n, count(*) filter (where ${isFailed}) as failed, ${measures}
        from limited r group by key, duration_ms),
    ranked as (
      select *, sum(n) over (partition by key order by duration_ms) as upto, sum(n) over (partition by key) as of_key,
             sum(n) over () as seen
        from counted)`;

const slow = ({ slowMs }: ProjectRequests): RawBuilder<unknown> =>
  sql`count(*) filter (where duration_ms > ${slowMs}) as slow`;

const all = (project: ProjectRequests): RawBuilder<unknown> => sql`
  ${slow(project)},
  count(*) filter (where direction = 'inbound') as inbound,
  count(*) filter (where status_code = 0) as none,
  count(*) filter (where status_code between 100 and 199) as informational,
  count(*) filter (where status_code between 200 and 299) as successful,
  count(*) filter (where status_code between 300 and 399) as redirected,
  count(*) filter (where status_code between 400 and 499) as client_errors,
  count(*) filter (where status_code between 500 and 599) as server_errors,
  coalesce(sum(request_size), 0) as request_bytes, coalesce(sum(response_size), 0) as response_bytes`;

const lastFailure = sql`max(occurred_at) filter (where ${isFailed}) as failed_at`;

const run = async <Row extends { readonly seen: number | null }>(
  tx: WorkspaceTx,
  statement: RawBuilder<Row>,
): Promise<Row[]> => {
  await boundReads(tx);
  await sql`select set_config('work_mem', ${memory}, true)`.execute(tx);
  const { rows } = await statement.execute(tx);
  if ((rows[0]?.seen ?? 0) > mostRows)
    throw invalid('from', `makes a window of more than ${mostRows} requests: ask for a shorter one`);
  return rows;
};

type Seen<Row> = Row & { readonly seen: number | null };

export const selectTotals = async (
  tx: WorkspaceTx,
  project: ProjectRequests,
  filters: RequestFilters,
): Promise<RequestTotals> => {
  const rows = await run(
    tx,
    sql<Seen<RequestTotals>>`with ${counted(project, filters, { key: sql`1`, measures: all(project) })}
      select coalesce(sum(n), 0)::int8 as total, coalesce(sum(inbound), 0)::int8 as inbound, coalesce(sum(failed), 0)::int8 as failed,
             coalesce(sum(slow), 0)::int8 as slow, coalesce(sum(none), 0)::int8 as none,
             coalesce(sum(informational), 0)::int8 as informational, coalesce(sum(successful), 0)::int8 as successful,
             coalesce(sum(redirected), 0)::int8 as redirected, coalesce(sum(client_errors), 0)::int8 as client_errors,
             coalesce(sum(server_errors), 0)::int8 as server_errors,
             ${hundredths(50)} as p50, ${hundredths(95)} as p95, ${hundredths(99)} as p99,
             sum(duration_ms * n) / sum(n) as avg_ms, max(duration_ms) as max_ms,
             coalesce(sum(request_bytes), 0) as request_bytes, coalesce(sum(response_bytes), 0) as response_bytes,
             max(seen)::int8 as seen
        from ranked`,
  );
  return rows[0] as RequestTotals;
};

export interface BucketTotals extends Pick<Durations, 'p50' | 'p95'> {
  readonly start: Date;
  readonly total: number;
  readonly failed: number;
  readonly slow: number;
}

/** Buckets that hold a request, in order; they begin at whole multiples of their size since 1970. */
export const selectBuckets = (
  tx: WorkspaceTx,
  project: ProjectRequests,
  { filters, size }: { readonly filters: RequestFilters; readonly size: BucketSize },
): Promise<BucketTotals[]> => {
  const key = sql`date_bin(make_interval(secs => ${bucketSizes[size] / 1_000}), r.occurred_at, timestamptz 'epoch')`;
  return run(
    tx,
    sql<Seen<BucketTotals>>`with ${counted(project, filters, { key, measures: slow(project) })}
      select key as start, sum(n)::int8 as total, sum(failed)::int8 as failed, sum(slow)::int8 as slow, ${hundredths(50)} as p50,
             ${hundredths(95)} as p95, max(seen)::int8 as seen
        from ranked group by key order by key`,
  );
};

export interface PlaceTotals extends Pick<Durations, 'p95'> {
  /** Host; or method, host and path. */
  readonly place: readonly string[];
  readonly total: number;
  readonly failed: number;
  readonly avgMs: number;
  readonly lastFailureAt: Date | null;
}

/** A segment that names one of many: digits, a UUID, or hexadecimal of eight digits and more. */
const idSegment = '(?<=/)([0-9]+|[0-9a-fA-F]{8,}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?=/|$)';

const places = {
  hosts: sql`array[r.host]`,
  paths: sql`array[r.method, r.host, regexp_replace(r.path, ${idSegment}, '{id}', 'g')]`,
} as const;
export type PlaceKind = keyof typeof places;

/** Where requests fail most: by failures, then by requests, then by name. */
export const selectPlaces = (
  tx: WorkspaceTx,
  project: ProjectRequests,
  { filters, kind, limit }: { readonly filters: RequestFilters; readonly kind: PlaceKind; readonly limit: number },
): Promise<PlaceTotals[]> =>
  run(
    tx,
    sql<Seen<PlaceTotals>>`with ${counted(project, filters, { key: places[kind], measures: lastFailure })}
      select key as place, sum(n)::int8 as total, sum(failed)::int8 as failed, sum(duration_ms * n) / sum(n) as avg_ms,
             ${hundredths(95)} as p95, max(failed_at) as last_failure_at, max(seen)::int8 as seen
        from ranked group by key order by sum(failed) desc, sum(n) desc, key collate "C" limit ${limit}`,
  );
