import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { behind, keyText, orderBy, type SortKey, type TieBreaker } from './keyset';
import { countLimit, type RowRange } from './list-page';
import { microsOf } from './micros-of';
import { isOfTrace, spanDurationMs, spanTest } from './span-columns';
import type { Placed, SpanListQuery, SpanSummary } from './spans.types';

type Fragment = RawBuilder<unknown>;

/** Where spans are looked for: in a project, or in one of its runs. */
export type SpanHome = { readonly projectId: string; readonly traceId?: string };

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

/** A span's columns under the names of `SpanSummary`, so that rows need no renaming; neither payload nor raw. */
export const spanSummaryColumns = sql`
  e.trace_id as "traceId", t.external_id as "traceExternalId", e.seq, e.span_id as "spanId", e.parent_id as "parentSpanId",
  coalesce(e.name, '') as name, coalesce(e.span_kind, 0) as kind, coalesce(e.category, 'other') as category,
  coalesce(e.observation_type, 'span') as "observationType", e.framework, e.status_code as "statusCode",
  ${microsOf(sql`e.started_at`)} as start, ${microsOf(sql`e.ended_at`)} as "end", e.environment, e.session_id as "sessionId",
  e.user_id as "userId", e.model, e.provider, e.agent, e.finish_reasons as "finishReasons",
  coalesce(e.input_tokens, 0) as "inputTokens", coalesce(e.output_tokens, 0) as "outputTokens",
  coalesce(e.total_tokens, 0) as "totalTokens", coalesce(e.cache_read_tokens, 0) as "cacheReadTokens",
  coalesce(e.cache_write_tokens, 0) as "cacheWriteTokens", coalesce(e.reasoning_tokens, 0) as "reasoningTokens",
  coalesce(e.input_cost, 0) as "inputCost", coalesce(e.output_cost, 0) as "outputCost", coalesce(e.cache_read_cost, 0) as "cacheReadCost",
  coalesce(e.cache_write_cost, 0) as "cacheWriteCost", coalesce(e.reasoning_cost, 0) as "reasoningCost",
  coalesce(e.cost_usd, 0) as "totalCost", coalesce(e.span_event_count, 0) as "eventCount",
  coalesce(e.span_link_count, 0) as "linkCount", e.input_preview as "inputPreview", e.output_preview as "outputPreview"`;

export const spansWithTraces = sql`event e join trace t on t.workspace_id = e.workspace_id and t.id = e.trace_id`;

/** One page of the spans of a project or run. */
export const selectSpanSummaries = async (
  tx: WorkspaceTx,
  home: SpanHome,
  query: SpanListQuery,
  { after, offset, limit }: RowRange,
): Promise<Placed<SpanSummary>[]> => {
  const key = sortKeys[query.order.column]!;
  const place = after ? sql`and ${behind(key, ties, query.order, after)}` : sql``;
  const order = orderBy(key, ties, query.order);
  // The page first: Postgres would make the summaries of all rows that it sorts.
  const page = sql`
    select e.trace_id, e.seq from ${query.conditions.some(isOfTrace) ? spansWithTraces : sql`event e`}
     where ${listTest(home, query)} ${place} order by ${order} limit ${limit} offset ${offset}`;
  const { rows } = await sql<SpanSummary & { sortKey: string | null }>`
    select ${spanSummaryColumns}, ${keyText(key)} as sort_key
      from (${page}) p join event e on e.trace_id = p.trace_id and e.seq = p.seq
      join trace t on t.workspace_id = e.workspace_id and t.id = e.trace_id
     order by ${order}`.execute(tx);
  return rows.map(({ sortKey, ...row }) => ({ ...row, position: [sortKey, row.traceId, row.seq] }));
};

/** How many spans pass, counted up to one above the limit. */
export const countSpans = async (tx: WorkspaceTx, home: SpanHome, query: SpanListQuery): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select from ${query.conditions.some(isOfTrace) ? spansWithTraces : sql`event e`}
                                    where ${listTest(home, query)} limit ${countLimit + 1}) counted`.execute(tx);
  return rows[0]?.count ?? 0;
};

const listTest = (
  { projectId, traceId }: SpanHome,
  { conditions, isObservation }: SpanListQuery,
): RawBuilder<SqlBool> => {
  const tests: Fragment[] = [sql`e.project_id = ${projectId}`, ...conditions.map(spanTest)];
  if (traceId !== undefined) tests.push(sql`e.trace_id = ${traceId}`);
  if (isObservation !== undefined)
    tests.push(sql`(coalesce(e.observation_type, 'span') <> 'span' or e.model is not null) = ${isObservation}`);
  return sql`${sql.join(tests, sql` and `)}`;
};
