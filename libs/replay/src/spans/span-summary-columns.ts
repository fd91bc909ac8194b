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

const amountsAs = (toColumn: (name: string) => string): Fragment =>
  sql.join(amounts.map(([field, column]) => sql.raw(`${toColumn(`e.${column}`)} as "${field}"`)));

/** Amounts as they are stored, for `fillAmounts`: a zero that Postgres writes and the driver reads costs as much as a text. */
export const storedAmounts = amountsAs((column) => column);

export type StoredSpan = {
  -readonly [Field in keyof SpanSummary]: Field extends Amount ? number | null : SpanSummary[Field];
};
type Amount = (typeof amounts)[number][0];

/** Spans whose amounts were read as stored: what is empty is none. Changes the rows, which nobody else has. */
export const fillAmounts = (rows: StoredSpan[]): SpanSummary[] => {
  for (const row of rows) for (const [field] of amounts) row[field] ??= 0;
  return rows as SpanSummary[];
};

/** A span's columns but its amounts under the names of `SpanSummary`, so that rows need no renaming; neither payload nor raw. */
export const spanFactsOf = (externalId: Fragment): Fragment => sql`
  e.trace_id as "traceId", ${externalId} as "traceExternalId", e.seq, e.span_id as "spanId", e.parent_id as "parentSpanId",
  coalesce(e.name, '') as name, coalesce(e.span_kind, 0) as kind, coalesce(e.category, 'other') as category,
  coalesce(e.observation_type, 'span') as "observationType", e.framework, e.status_code as "statusCode",
  ${microsOf(sql`e.started_at`)} as start, ${microsOf(sql`e.ended_at`)} as "end", e.environment, e.session_id as "sessionId",
  e.user_id as "userId", e.model, e.provider, e.agent, e.finish_reasons as "finishReasons",
  e.input_preview as "inputPreview", e.output_preview as "outputPreview"`;

/** Amounts as numbers: what has none has zero. */
export const knownAmounts = amountsAs((column) => `coalesce(${column}, 0)`);

/** All columns of a span `e` of a run `t`. */
export const spanSummaryColumns = sql`${spanFactsOf(sql`t.external_id`)}, ${knownAmounts}`;
