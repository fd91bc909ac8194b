import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Condition } from './filters/condition';
import { behind, keyText, orderBy } from './keyset';
import { countLimit, type RowRange } from './list-page';
import { isOfKind, type KindColumn, nativeSpansWhere } from './native/native-rows';
import { type RunWalk, type SpanPlace, walkRuns } from './run-walk.queries';
import { isOfTrace, spanTest } from './span-columns';
import { runBounds, spanKeys, spanTies, startKey, summaryTies } from './span-order';
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
  range: RowRange,
): Promise<Placed<SpanSummary>[]> => {
  const { after, offset, limit } = range;
  const key = spanKeys[query.order.column]!;
  const place = after ? behind(key, spanTies, query.order, after) : sql`true`;
  const order = orderBy(key, spanTies, query.order);
  // Of two halves each gives what could stand on the page.
  const half = { after, offset: 0, limit: offset + limit };
  const walk = toRunWalk(home, query, place);
  const places = walk && after?.[0] !== null ? await walkRuns(tx, walk, home.hasNative ? half : range) : undefined;
  const placed = sql`${keyText(key)} as sort_key, ${key.sql} as sort_value`;
  const columns = sql`${spanSummaryColumns}, ${placed}`;
  // The page first: Postgres would make the summaries of all rows that it sorts.
  const sorted = (page: Fragment): Fragment => sql`
    select ${columns}
      from ${places ? rowsOf(places) : sql`(select e.trace_id, e.seq from ${importedSpans(home, query, place)} order by ${order} ${page})`} p
      join event e on e.trace_id = p.trace_id and e.seq = p.seq
      join trace t on t.workspace_id = e.workspace_id and t.id = e.trace_id
     order by ${order}`;
  // An index has the spans of a project in this order: nothing is sorted, and one look at all partitions takes half as long to plan as two.
  const walked = (page: Fragment): Fragment => sql`
    select ${spanFactsOf(externalIdOfRun)}, ${knownAmounts}, ${placed} from ${importedSpans(home, query, place)} order by ${order} ${page}`;
  const isWalked = home.traceId === undefined && query.conditions.length === 0 && key === startKey && offset === 0;
  const imported = isWalked ? walked : sorted;
  const page = sql`limit ${limit} offset ${offset}`;
  const found = home.hasNative
    ? sql`select * from ((${imported(sql`limit ${half.limit}`)}) union all
                         (select ${columns} from ${nativeSpans(home, query, place)} order by ${order} limit ${half.limit})) e
           order by ${orderBy({ ...key, sql: sql`e.sort_value` }, summaryTies, query.order)} ${page}`
    : imported(page);
  const { rows } = await sql<SpanSummary & { sortKey: string | null; sortValue: unknown }>`${found}`.execute(tx);
  // The walk filled the page: what was deleted meanwhile must not make it the last.
  if (places && rows.length < limit) return selectSpanSummaries(tx, home, query, range);
  return rows.map(({ sortKey, sortValue: _, ...row }) => ({ ...row, position: [sortKey, row.traceId, row.seq] }));
};

const rowsOf = (places: readonly SpanPlace[]): Fragment =>
  sql`(select * from unnest(${places.map(({ traceId }) => traceId)}::uuid[], ${places.map(({ seq }) => seq)}::int8[]) places(trace_id, seq))`;

/** Facts of few spans, which indexes know. */
const narrowColumns: ReadonlySet<string> = new Set(['trace_id', 'span_id', 'session_id']);
const isNarrow = ({ target, op }: Condition): boolean =>
  target.kind === 'column' && narrowColumns.has(target.column) && (op === 'eq' || op === 'in');

/** How the runs of a project lead to a page of their spans; undefined where they do not. */
const toRunWalk = (home: SpanHome, query: SpanListQuery, place: Fragment): RunWalk | undefined => {
  const { conditions, isObservation, order } = query;
  const bounds = runBounds[order.column];
  if (!bounds || home.traceId !== undefined || conditions.some(isNarrow)) return undefined;
  return {
    projectId: home.projectId,
    order,
    key: spanKeys[order.column]!,
    bounds,
    isFiltered: conditions.length > 0 || isObservation !== undefined,
    spansWhere: (which) => sql`from ${importedSpans(home, query, sql`${place} and ${which}`)}`,
  };
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
