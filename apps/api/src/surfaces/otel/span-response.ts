import type { OtlpSpan } from '@debrief/ingestion';
import type { SpanSummary } from '@debrief/replay';
import { toRawSpanResponse } from './raw-span-response';
import { toMoments } from './trace-response';

/** OTLP's numbers in words. */
const kinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;

/** S of otel.md C3: one literal, and `undefined` for what is left out, because a trace has hundreds and each spread costs as much as all fields. */
export const toSpanResponse = (span: SpanSummary) => {
  const { start, end, durationMs } = toMoments(span);
  return {
    trace_id: span.traceExternalId,
    span_id: span.spanId,
    parent_span_id: span.parentSpanId,
    span_name: span.name,
    span_kind: kinds[span.kind] ?? kinds[0],
    span_category: span.category,
    observation_type: span.observationType,
    framework: span.framework,
    status_code: span.statusCode,
    timestamp_start: start,
    timestamp_end: end,
    duration_ms: durationMs,
    environment: span.environment,
    session_id: span.sessionId,
    user_id: span.userId,
    model: span.model,
    gen_ai_system: span.provider,
    agent_name: span.agent,
    finish_reasons: span.finishReasons && span.finishReasons.length > 0 ? span.finishReasons : undefined,
    input_tokens: span.inputTokens,
    output_tokens: span.outputTokens,
    total_tokens: span.totalTokens,
    cache_read_tokens: span.cacheReadTokens,
    cache_write_tokens: span.cacheWriteTokens,
    reasoning_tokens: span.reasoningTokens,
    input_cost: span.inputCost,
    output_cost: span.outputCost,
    cache_read_cost: span.cacheReadCost,
    cache_write_cost: span.cacheWriteCost,
    reasoning_cost: span.reasoningCost,
    total_cost: span.totalCost,
    event_count: span.eventCount,
    link_count: span.linkCount,
    input_preview: span.inputPreview,
    output_preview: span.outputPreview,
  };
};

/** S with `raw_span`: null for what was not imported as a span. */
export const toSpanWithRaw = ([span, sent]: readonly [SpanSummary, OtlpSpan | null]) => ({
  ...toSpanResponse(span),
  raw_span: sent && toRawSpanResponse(sent),
});
