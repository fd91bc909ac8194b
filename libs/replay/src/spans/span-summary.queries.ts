import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { behind, keyText, orderBy, type SortKey, type TieBreaker } from './keyset';
import { countLimit, type RowRange } from './list-page';
import { microsOf } from './micros-of';
import { nativeSpansWhere } from './native/native-rows';
import { spanDurationMs, spanTest } from './span-columns';
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

/** A span's columns; neither payload nor raw. */
export const spanSummaryColumns = sql`
  e.trace_id, t.external_id as trace_external_id, e.seq, e.span_id, e.parent_id as parent_span_id, coalesce(e.name, '') as name,
  coalesce(e.span_kind, 0) as kind, coalesce(e.category, 'other') as category, coalesce(e.observation_type, 'span') as observation_type,
  e.framework, e.status_code, ${microsOf(sql`e.started_at`)} as start, ${microsOf(sql`e.ended_at`)} as "end", e.environment, e.session_id,
  e.user_id, e.model, e.provider, e.agent, e.finish_reasons, coalesce(e.input_tokens, 0) as input_tokens,
  coalesce(e.output_tokens, 0) as output_tokens, coalesce(e.total_tokens, 0) as total_tokens,
  coalesce(e.cache_read_tokens, 0) as cache_read_tokens, coalesce(e.cache_write_tokens, 0) as cache_write_tokens,
  coalesce(e.reasoning_tokens, 0) as reasoning_tokens, coalesce(e.input_cost, 0) as input_cost, coalesce(e.output_cost, 0) as output_cost,
  coalesce(e.cache_read_cost, 0) as cache_read_cost, coalesce(e.cache_write_cost, 0) as cache_write_cost,
  coalesce(e.reasoning_cost, 0) as reasoning_cost, coalesce(e.cost_usd, 0) as total_cost, coalesce(e.span_event_count, 0) as event_count,
  coalesce(e.span_link_count, 0) as link_count, e.input_preview, e.output_preview`;

const importedWhere = (which: Fragment): Fragment =>
  sql`event e join trace t on t.workspace_id = e.workspace_id and t.id = e.trace_id where e.project_id is not null and ${which}`;

/** Imported spans `e` of a run, with the run `t`. */
export const spansOfRun = (traceId: string, which: Fragment = sql`true`): Fragment =>
  importedWhere(sql`e.trace_id = ${traceId} and ${which}`);

/** Every source of spans that pass: what follows `from`, with spans as `e` and their runs as `t`. */
const sourcesOf = (home: SpanHome, query: SpanListQuery, place: Fragment = sql`true`): Fragment[] => {
  const which = sql`${listTest(query)} and ${place}`;
  const { projectId, traceId, hasNative } = home;
  const inRun = (event: Fragment): Fragment =>
    traceId === undefined ? sql`true` : sql`${event}.trace_id = ${traceId}`;
  const imported = importedWhere(sql`e.project_id = ${projectId} and ${inRun(sql`e`)} and ${which}`);
  if (!hasNative) return [imported];
  return [imported, nativeSpansWhere(sql`t.project_id = ${projectId} and ${inRun(sql`n`)} and ${which}`)];
};

/** One page of the spans of a project or run. Each source gives what could stand on the page. */
export const selectSpanSummaries = async (
  tx: WorkspaceTx,
  home: SpanHome,
  query: SpanListQuery,
  { after, offset, limit }: RowRange,
): Promise<Placed<SpanSummary>[]> => {
  const key = sortKeys[query.order.column]!;
  const place = after ? behind(key, ties, query.order, after) : sql`true`;
  const halves = sourcesOf(home, query, place).map(
    (source) => sql`(
      select ${spanSummaryColumns}, ${keyText(key)} as sort_key, ${key.sql} as sort_value from ${source}
       order by ${orderBy(key, ties, query.order)} limit ${offset + limit})`,
  );
  const { rows } = await sql<SpanSummary & { sortKey: string | null; sortValue: unknown }>`
    select * from (${sql.join(halves, sql` union all `)}) e
     order by ${orderBy({ ...key, sql: sql`e.sort_value` }, ties, query.order)}
     limit ${limit} offset ${offset}`.execute(tx);
  return rows.map(({ sortKey, sortValue: _, ...row }) => ({ ...row, position: [sortKey, row.traceId, row.seq] }));
};

/** How many spans pass, counted up to one above the limit. */
export const countSpans = async (tx: WorkspaceTx, home: SpanHome, query: SpanListQuery): Promise<number> => {
  const found = sourcesOf(home, query).map((source) => sql`(select from ${source} limit ${countLimit + 1})`);
  return countOf(tx, sql.join(found, sql` union all `));
};

/** How many spans a project's native events are, up to one above the limit: counted only where there may be fewer. */
export const countNativeSpans = async (tx: WorkspaceTx, projectId: string): Promise<number> =>
  (await hasManyNativeEvents(tx, projectId))
    ? countLimit + 1
    : countOf(tx, sql`select from ${nativeSpansWhere(sql`t.project_id = ${projectId}`)}`);

/** Whether the latest runs alone have so many events that they are more spans than the limit: no span is more than two events. */
const hasManyNativeEvents = async (tx: WorkspaceTx, projectId: string): Promise<boolean> => {
  const { rows } = await sql<{ isMany: boolean }>`
    select coalesce(sum(event_count), 0) > ${2 * countLimit} as is_many
      from (select event_count from trace where project_id = ${projectId} and surface <> 'otel' order by id desc limit 2000) latest`.execute(
    tx,
  );
  return rows[0]?.isMany ?? false;
};

const countOf = async (tx: WorkspaceTx, found: Fragment): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select from (${found}) found limit ${countLimit + 1}) counted`.execute(tx);
  return rows[0]?.count ?? 0;
};

const listTest = ({ conditions, isObservation }: SpanListQuery): RawBuilder<SqlBool> => {
  const tests: Fragment[] = [sql`true`, ...conditions.map(spanTest)];
  if (isObservation !== undefined)
    tests.push(sql`(coalesce(e.observation_type, 'span') <> 'span' or e.model is not null) = ${isObservation}`);
  return sql`${sql.join(tests, sql` and `)}`;
};
