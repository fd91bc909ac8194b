import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql } from 'kysely';
import { jsonTest } from '../spans/filters/condition-sql';
import { behind, keyText, orderBy, type SortKey, type TieBreaker } from '../spans/keyset';
import type { ListOrder } from '../spans/list-order';
import { countLimit, type RowRange } from '../spans/list-page';
import { microsOf } from '../spans/micros-of';
import type { Placed } from '../spans/spans.types';
import { periodTests } from './period-test';
import type { MetricPoint, PointListQuery } from './signals.types';

type Fragment = RawBuilder<unknown>;

const occurred: SortKey = { sql: sql`p.occurred_at`, type: 'timestamptz', isNullable: false };
const ties: readonly TieBreaker[] = [{ sql: sql`p.id`, type: 'uuid' }];
const newestFirst: ListOrder = { column: 'timestamp', direction: 'desc' };
const numbers = sql.join(
  ['value', 'count', 'sum', 'min', 'max'].map((name) => sql`p.${sql.ref(name)}::text as ${sql.ref(name)}`),
);

/** A page of a project's data points, newest first. */
export const selectPoints = async (
  tx: WorkspaceTx,
  projectId: string,
  query: PointListQuery,
  { after, offset, limit }: RowRange,
): Promise<Placed<MetricPoint>[]> => {
  const place = after ? sql`and ${behind(occurred, ties, newestFirst, after)}` : sql``;
  const { rows } = await sql<MetricPoint & { sortKey: string }>`
    select p.id, p.metric_name, p.metric_type, p.unit, p.description, ${microsOf(sql`p.occurred_at`)} as timestamp,
           ${microsOf(sql`p.begun_at`)} as start_timestamp, p.attributes, ${numbers}, p.bucket_counts, p.explicit_bounds, p.temporality,
           p.is_monotonic, p.service_name, p.exemplars, ${keyText(occurred)} as sort_key
      from otel_metric_point p
     where ${pointTest(projectId, query)} ${place}
     order by ${orderBy(occurred, ties, newestFirst)}
     limit ${limit} offset ${offset}`.execute(tx);
  return rows.map(({ sortKey, ...row }) => ({ ...row, position: [sortKey, row.id] }));
};

/** How many points pass, counted up to one above the limit. */
export const countPoints = async (tx: WorkspaceTx, projectId: string, query: PointListQuery): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select from otel_metric_point p where ${pointTest(projectId, query)} limit ${countLimit + 1}) counted`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
};

const pointTest = (projectId: string, query: PointListQuery): Fragment =>
  sql.join([...seriesTests(projectId, query), ...periodTests(sql`p.occurred_at`, query)], sql` and `);

/** What is asked of a point whatever its time. */
export const seriesTests = (projectId: string, { metricName, serviceName, attributes }: PointListQuery): Fragment[] => [
  sql`p.project_id = ${projectId}`,
  ...(metricName === undefined ? [] : [sql`p.metric_name = ${metricName}`]),
  ...(serviceName === undefined ? [] : [sql`p.service_name = ${serviceName}`]),
  ...Object.entries(attributes).map(([key, value]) => jsonTest(sql`p.attributes`, [key], { op: 'eq', value })),
];
