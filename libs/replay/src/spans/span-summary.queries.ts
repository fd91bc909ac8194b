import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Condition } from './filters/condition';
import { behind, keyText, orderBy, type SortKey, type TieBreaker } from './keyset';
import { countLimit, type RowRange } from './list-page';
import { isOfKind, type KindColumn, nativeSpansWhere } from './native/native-rows';
import { isOfTrace, spanDurationMs, spanTest } from './span-columns';
import { knownAmounts, spanFactsOf, spanSummaryColumns } from './span-summary-columns';
import type { Placed, SpanListQuery, SpanSummary } from './spans.types';

type Fragment = RawBuilder<unknown>;

/** Where spans are looked for: in a project, or in one of its runs. */
export interface SpanHome {
  readonly projectId: string;
  readonly traceId?: string;
  /** Whether some of its events may be no spans, see `hasNativeRuns`. */
  readonly hasNative: boolean;
}

const start: SortKey = { sql: sql`e.started_at`, type: 'timestamptz', isNullable: false };
const end: SortKey = { sql: sql`e.ended_at`, type: 'timestamptz', isNullable: true };
const sortKeys: Readonly<Record<string, SortKey>> = {
  timestamp_start: start,
  start_time: start,
  timestamp_end: end,
  end_time: end,
  duration_ms: { sql: spanDurationMs, type: 'float8', isNullable: true },
  span_name: { sql: sql`e.name`, type: 'text', isNullable: true },
};
const ties: readonly TieBreaker[] = [
  { sql: sql`e.trace_id`, type: 'uuid' },
  { sql: sql`e.seq`, type: 'int8' },
];
/** The same on rows of summaries. */
const summaryTies: readonly TieBreaker[] = [
  { sql: sql`e."traceId"`, type: 'uuid' },
  { sql: sql`e.seq`, type: 'int8' },
];

const spansWithTraces = sql`event e join trace t on t.workspace_id = e.workspace_id and t.id = e.trace_id`;

const externalIdOfRun = sql`(select t.external_id from trace t where t.workspace_id = e.workspace_id and t.id = e.trace_id)`;

/** Imported spans `e` that pass; their runs are looked at only where a condition asks for them. */
const importedSpans = (home: SpanHome, query: SpanListQuery, place: Fragment = sql`true`): Fragment => {
  const from = query.conditions.some(isOfTrace) ? spansWithTraces : sql`event e`;
  return sql`${from} where e.project_id = ${home.projectId} and ${inRun(home, sql`e`)} and ${listTest(query)} and ${place}`;
};

/** What native events are as spans `e`, those that pass, with their runs `t`. */
const nativeSpans = (home: SpanHome, query: SpanListQuery, place: Fragment = sql`true`): Fragment =>
  nativeSpansWhere(
    sql`t.project_id = ${home.projectId} and ${inRun(home, sql`n`)} and ${listTest(query, nativeTest)} and ${place}`,
  );

const kindColumns: Readonly<Record<string, KindColumn>> = {
  observation_type: 'observation_type',
  span_category: 'category',
};

/** As `spanTest`, of a native event. */
const nativeTest = (condition: Condition): RawBuilder<SqlBool> => {
  const { target, op, value } = condition;
  const column = target.kind === 'column' ? kindColumns[target.column] : undefined;
  if (column && (op === 'eq' || op === 'in'))
    return isOfKind(column, op === 'eq' ? [String(value)] : (value as readonly string[]));
  return spanTest(condition);
};

/** One page of the spans of a project or run. */
export const selectSpanSummaries = async (
  tx: WorkspaceTx,
  home: SpanHome,
  query: SpanListQuery,
  { after, offset, limit }: RowRange,
): Promise<Placed<SpanSummary>[]> => {
  const key = sortKeys[query.order.column]!;
  const place = after ? behind(key, ties, query.order, after) : sql`true`;
  const order = orderBy(key, ties, query.order);
  const placed = sql`${keyText(key)} as sort_key, ${key.sql} as sort_value`;
  const columns = sql`${spanSummaryColumns}, ${placed}`;
  // The page first: Postgres would make the summaries of all rows that it sorts.
  const sorted = (page: Fragment): Fragment => sql`
    select ${columns}
      from (select e.trace_id, e.seq from ${importedSpans(home, query, place)} order by ${order} ${page}) p
      join event e on e.trace_id = p.trace_id and e.seq = p.seq
      join trace t on t.workspace_id = e.workspace_id and t.id = e.trace_id
     order by ${order}`;
  // An index has the spans of a project in this order: nothing is sorted, and one look at all partitions takes half as long to plan as two.
  const walked = (page: Fragment): Fragment => sql`
    select ${spanFactsOf(externalIdOfRun)}, ${knownAmounts}, ${placed} from ${importedSpans(home, query, place)} order by ${order} ${page}`;
  const isWalked = home.traceId === undefined && query.conditions.length === 0 && key === start && offset === 0;
  const imported = isWalked ? walked : sorted;
  const range = sql`limit ${limit} offset ${offset}`;
  const found = home.hasNative
    ? // Each half gives what could stand on the page.
      sql`select * from ((${imported(sql`limit ${offset + limit}`)}) union all
                         (select ${columns} from ${nativeSpans(home, query, place)} order by ${order} limit ${offset + limit})) e
           order by ${orderBy({ ...key, sql: sql`e.sort_value` }, summaryTies, query.order)} ${range}`
    : imported(range);
  const { rows } = await sql<SpanSummary & { sortKey: string | null; sortValue: unknown }>`${found}`.execute(tx);
  return rows.map(({ sortKey, sortValue: _, ...row }) => ({ ...row, position: [sortKey, row.traceId, row.seq] }));
};

/** How many spans pass, counted up to one above the limit. */
export const countSpans = (tx: WorkspaceTx, home: SpanHome, query: SpanListQuery): Promise<number> => {
  const sources = [importedSpans(home, query), ...(home.hasNative ? [nativeSpans(home, query)] : [])];
  const found = sources.map((source) => sql`(select from ${source} limit ${countLimit + 1})`);
  return countOf(tx, sql.join(found, sql` union all `));
};

/** How many spans a project's native events are, up to one above the limit: counted only where there may be fewer. */
export const countNativeSpans = async (tx: WorkspaceTx, projectId: string): Promise<number> =>
  (await hasManyNativeEvents(tx, projectId))
    ? countLimit + 1
    : countOf(tx, sql`select from ${nativeSpansWhere(sql`t.project_id = ${projectId}`)}`);

/** Whether the latest runs alone have so many events that they are more spans than the limit: no span is more than two events. */
const hasManyNativeEvents = async (tx: WorkspaceTx, projectId: string): Promise<boolean> => {
  // Read in the order of an index, and no further than to the run that makes them so many.
  const { rows } = await sql<{ isMany: boolean }>`
    select exists (
      select from (select sum(event_count) over (order by id desc rows unbounded preceding) as events
                     from (select id, event_count from trace where project_id = ${projectId} and surface = 'native'
                            order by id desc limit 2000) latest) adding
       where events > ${2 * countLimit}) as is_many`.execute(tx);
  return rows[0]?.isMany ?? false;
};

const countOf = async (tx: WorkspaceTx, found: Fragment): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select from (${found}) found limit ${countLimit + 1}) counted`.execute(tx);
  return rows[0]?.count ?? 0;
};

const inRun = ({ traceId }: SpanHome, event: Fragment): Fragment =>
  traceId === undefined ? sql`true` : sql`${event}.trace_id = ${traceId}`;

const listTest = ({ conditions, isObservation }: SpanListQuery, test = spanTest): RawBuilder<SqlBool> => {
  const tests: Fragment[] = [sql`true`, ...conditions.map(test)];
  if (isObservation !== undefined)
    tests.push(sql`(coalesce(e.observation_type, 'span') <> 'span' or e.model is not null) = ${isObservation}`);
  return sql`${sql.join(tests, sql` and `)}`;
};
