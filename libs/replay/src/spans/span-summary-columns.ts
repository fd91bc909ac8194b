import { type RawBuilder, sql } from 'kysely';
import { microsOf } from './micros-of';
import type { SpanSummary } from './spans.types';

type Fragment = RawBuilder<unknown>;

/** What a span counts and costs: the field of `SpanSummary` and its column, empty where it has none. */
const amounts = [
  ['inputTokens', 'input_tokens'],
  ['outputTokens', 'output_tokens'],
  ['totalTokens', 'total_tokens'],
  ['cacheReadTokens', 'cache_read_tokens'],
  ['cacheWriteTokens', 'cache_write_tokens'],
  ['reasoningTokens', 'reasoning_tokens'],
  ['inputCost', 'input_cost'],
  ['outputCost', 'output_cost'],
  ['cacheReadCost', 'cache_read_cost'],
  ['cacheWriteCost', 'cache_write_cost'],
  ['reasoningCost', 'reasoning_cost'],
  ['totalCost', 'cost_usd'],
  ['eventCount', 'span_event_count'],
  ['linkCount', 'span_link_count'],
] as const satisfies readonly (readonly [keyof SpanSummary, string])[];

/** A span's columns but its amounts under the names of `SpanSummary`, so that rows need no renaming; neither payload nor raw. */
export const spanFactsOf = (externalId: Fragment): Fragment => sql`
  e.trace_id as "traceId", ${externalId} as "traceExternalId", e.seq, e.span_id as "spanId", e.parent_id as "parentSpanId",
  coalesce(e.name, '') as name, coalesce(e.span_kind, 0) as kind, coalesce(e.category, 'other') as category,
  coalesce(e.observation_type, 'span') as "observationType", e.framework, e.status_code as "statusCode",
  ${microsOf(sql`e.started_at`)} as start, ${microsOf(sql`e.ended_at`)} as "end", e.environment, e.session_id as "sessionId",
  e.user_id as "userId", e.model, e.provider, e.agent, e.finish_reasons as "finishReasons",
  e.input_preview as "inputPreview", e.output_preview as "outputPreview"`;

/** Amounts as numbers: what has none has zero. */
export const knownAmounts = sql.join(
  amounts.map(([field, column]) => sql.raw(`coalesce(e.${column}, 0) as "${field}"`)),
);

/** All columns of a span `e` of a run `t`. */
export const spanSummaryColumns = sql`${spanFactsOf(sql`t.external_id`)}, ${knownAmounts}`;
