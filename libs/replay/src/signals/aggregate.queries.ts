import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql } from 'kysely';
import { readable } from '../spans/filters/condition-sql';
import { microsOf } from '../spans/micros-of';
import { periodTests } from './period-test';
import { seriesTests } from './point.queries';
import type { AggregateQuery, AggregateRow, Aggregation, BucketSize } from './signals.types';

type Fragment = RawBuilder<unknown>;

/** Of points `d`: what they measured is `amount`, over `n` measurements. */
const aggregates: Readonly<Record<Aggregation, Fragment>> = {
  sum: sql`sum(amount)`,
  avg: sql`sum(amount) / nullif(sum(n), 0)`,
  min: sql`min(least)`,
  max: sql`max(greatest)`,
  count: sql`sum(n)`,
  last: sql`(array_agg(amount order by occurred_at desc, id desc))[1]`,
};

const bucketWidths: Readonly<Record<BucketSize, Fragment>> = {
  '1m': sql`interval '1 minute'`,
  '1h': sql`interval '1 hour'`,
  '1d': sql`interval '1 day'`,
};

const groupOf = (key: string | undefined): Fragment => {
  if (key === undefined) return sql`null::text`;
  return key === 'service_name' ? sql`p.service_name` : sql`${readable(sql`p.attributes`)} ->> ${key}::text`;
};

/** Nothing to take off: the first point of a series counts since its start, and so does one after a restart. */
const restarted = sql`(before.begun_at is distinct from p.begun_at or (p.is_monotonic and before.total > p.total) or before.n > p.n)`;

/**
 * What a metric's points come to by bucket and group, oldest bucket first. Cumulative points are differenced with the one before in their
 * series first, also one from before the period; the first of a series that tells no start only says where the next one begins.
 */
export const selectAggregates = async (
  tx: WorkspaceTx,
  projectId: string,
  query: AggregateQuery,
  limit: number,
): Promise<AggregateRow[]> => {
  const tests = sql.join([...seriesTests(projectId, query), ...periodTests(sql`p.occurred_at`, query)], sql` and `);
  const { rows } = await sql<AggregateRow>`
    with p as (
      select p.id, p.series, p.occurred_at, p.begun_at, p.is_monotonic, p.min, p.max, ${groupOf(query.groupBy)} as "group",
             p.temporality = 'cumulative' as is_cumulative, coalesce(p.value, p.sum) as total, p.count as n
        from otel_metric_point p where ${tests}
    ), d as (
      select p.id, p."group", p.occurred_at,
             case when not p.is_cumulative then p.total
                  when before.id is null then case when p.begun_at is not null then p.total end
                  when ${restarted} then p.total else p.total - before.total end as amount,
             case when p.n is null then 1
                  when not p.is_cumulative or before.id is null or ${restarted} then p.n else p.n - before.n end as n,
             p.min, p.max
        from p left join lateral (
          select b.id, b.begun_at, coalesce(b.value, b.sum) as total, b.count as n from otel_metric_point b
           where p.is_cumulative and b.project_id = ${projectId} and b.metric_name = ${query.metricName} and b.series = p.series
             and (b.occurred_at, b.id) < (p.occurred_at, p.id)
           order by b.occurred_at desc, b.id desc limit 1) before on true
    ), measured as (
      select id, "group", occurred_at, amount, n, coalesce(min, amount) as least, coalesce(max, amount) as greatest
        from d where amount is not null
    )
    select ${microsOf(sql`bucket`)} as bucket, "group", value::text as value from (
      select date_bin(${bucketWidths[query.bucket]}, occurred_at, 'epoch') as bucket, "group", ${aggregates[query.aggregation]} as value
        from measured group by 1, 2) counted
     order by bucket, "group" nulls last limit ${limit}`.execute(tx);
  return rows;
};
