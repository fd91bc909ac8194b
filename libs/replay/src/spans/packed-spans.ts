import { readComposite } from '@debrief/infra';
import { sql } from 'kysely';
import { microsOf } from './micros-of';
import type { SpanSummary, TraceSummary, UsageTotals } from './spans.types';

type Facts = Pick<
  SpanSummary,
  | 'kind'
  | 'category'
  | 'observationType'
  | 'framework'
  | 'statusCode'
  | 'environment'
  | 'sessionId'
  | 'userId'
  | 'model'
  | 'provider'
  | 'agent'
>;
type Amounts = UsageTotals & Pick<SpanSummary, 'eventCount' | 'linkCount'>;

/** A span of a known run in few columns: each costs the driver as much as a text, and most hold what they hold for other spans, too. */
export interface PackedSpan extends Omit<SpanSummary, keyof Facts | keyof Amounts | 'traceId' | 'traceExternalId'> {
  /** A composite, for `readFacts`. */
  readonly facts: string;
  /** A composite, for `readAmounts`: a span that counts nothing has nothing there. */
  readonly amounts: string;
}

/** The columns of a `PackedSpan` of an imported event `e`, under its names, so that rows need no renaming. */
export const packedColumns = sql`
  e.seq, e.span_id as "spanId", e.parent_id as "parentSpanId", coalesce(e.name, '') as name,
  ${microsOf(sql`e.started_at`)} as start, ${microsOf(sql`e.ended_at`)} as "end", e.finish_reasons as "finishReasons",
  e.input_preview as "inputPreview", e.output_preview as "outputPreview",
  row(e.span_kind, e.category, e.observation_type, e.framework, e.status_code, e.environment, e.session_id, e.user_id, e.model,
      e.provider, e.agent)::text as facts,
  row(e.input_tokens, e.output_tokens, e.total_tokens, e.cache_read_tokens, e.cache_write_tokens, e.reasoning_tokens, e.input_cost,
      e.output_cost, e.cache_read_cost, e.cache_write_cost, e.reasoning_cost, e.cost_usd, e.span_event_count,
      e.span_link_count)::text as amounts`;

const readFacts = (text: string): Facts => {
  const [
    kind,
    category,
    observationType,
    framework = null,
    statusCode = null,
    environment = null,
    sessionId = null,
    userId = null,
    model = null,
    provider = null,
    agent = null,
  ] = readComposite(text);
  return {
    kind: Number(kind),
    category: category ?? 'other',
    observationType: observationType ?? 'span',
    framework,
    statusCode,
    environment,
    sessionId,
    userId,
    model,
    provider,
    agent,
  };
};

const readAmounts = (text: string): Amounts => {
  const [
    inputTokens = 0,
    outputTokens = 0,
    totalTokens = 0,
    cacheReadTokens = 0,
    cacheWriteTokens = 0,
    reasoningTokens = 0,
    inputCost = 0,
    outputCost = 0,
    cacheReadCost = 0,
    cacheWriteCost = 0,
    reasoningCost = 0,
    totalCost = 0,
    eventCount = 0,
    linkCount = 0,
  ] = readComposite(text).map(Number);
  return {
    inputTokens,
    outputTokens,
    totalTokens,
    cacheReadTokens,
    cacheWriteTokens,
    reasoningTokens,
    inputCost,
    outputCost,
    cacheReadCost,
    cacheWriteCost,
    reasoningCost,
    totalCost,
    eventCount,
    linkCount,
  };
};

const readOnce = <T>(read: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, T>();
  return (text) => {
    const value = known.get(text) ?? read(text);
    known.set(text, value);
    return value;
  };
};

/** The spans of a run as everything else knows them. */
export const unpackSpans = (
  rows: readonly PackedSpan[],
  { id: traceId, externalId: traceExternalId }: Pick<TraceSummary, 'id' | 'externalId'>,
): SpanSummary[] => {
  const factsIn = readOnce(readFacts);
  const amountsIn = readOnce(readAmounts);
  return rows.map((row) => {
    const facts = factsIn(row.facts);
    const amounts = amountsIn(row.amounts);
    // One literal: three spreads would take twenty times as long.
    return {
      traceId,
      traceExternalId,
      seq: row.seq,
      spanId: row.spanId,
      parentSpanId: row.parentSpanId,
      name: row.name,
      start: row.start,
      end: row.end,
      finishReasons: row.finishReasons,
      inputPreview: row.inputPreview,
      outputPreview: row.outputPreview,
      kind: facts.kind,
      category: facts.category,
      observationType: facts.observationType,
      framework: facts.framework,
      statusCode: facts.statusCode,
      environment: facts.environment,
      sessionId: facts.sessionId,
      userId: facts.userId,
      model: facts.model,
      provider: facts.provider,
      agent: facts.agent,
      inputTokens: amounts.inputTokens,
      outputTokens: amounts.outputTokens,
      totalTokens: amounts.totalTokens,
      cacheReadTokens: amounts.cacheReadTokens,
      cacheWriteTokens: amounts.cacheWriteTokens,
      reasoningTokens: amounts.reasoningTokens,
      inputCost: amounts.inputCost,
      outputCost: amounts.outputCost,
      cacheReadCost: amounts.cacheReadCost,
      cacheWriteCost: amounts.cacheWriteCost,
      reasoningCost: amounts.reasoningCost,
      totalCost: amounts.totalCost,
      eventCount: amounts.eventCount,
      linkCount: amounts.linkCount,
    };
  });
};
