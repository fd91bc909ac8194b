import { parseJson } from '@debrief/kernel';
import { toRfc3339, type TraceSummary, type UsageTotals } from '@debrief/replay';

/** The six token and six cost fields of everything on this surface. */
export const toUsageResponse = (usage: UsageTotals) => ({
  input_tokens: usage.inputTokens,
  output_tokens: usage.outputTokens,
  total_tokens: usage.totalTokens,
  cache_read_tokens: usage.cacheReadTokens,
  cache_write_tokens: usage.cacheWriteTokens,
  reasoning_tokens: usage.reasoningTokens,
  input_cost: usage.inputCost,
  output_cost: usage.outputCost,
  cache_read_cost: usage.cacheReadCost,
  cache_write_cost: usage.cacheWriteCost,
  reasoning_cost: usage.reasoningCost,
  total_cost: usage.totalCost,
});

/** Start, end and duration as the surface tells them; what runs on has neither end nor duration. */
export const toMoments = ({ start, end }: { readonly start: number; readonly end: number | null }) => ({
  start: toRfc3339(start),
  end: end === null ? null : toRfc3339(end),
  durationMs: end === null ? null : (end - start) / 1000,
});

/** Weak: the same run, and not the same bytes. */
export const etagOf = ({ id, version }: TraceSummary): string => `W/"${id}.${version}"`;

/** Whether `If-None-Match` names the run as it is. */
export const isKnown = (header: string, trace: TraceSummary): boolean =>
  header.split(',').some((tag) => tag.trim() === etagOf(trace));

/** T of otel.md C3. */
export const toTraceResponse = (trace: TraceSummary) => {
  const { start, end, durationMs } = toMoments(trace);
  return {
    trace_id: trace.externalId,
    trace_name: trace.name,
    start_time: start,
    end_time: end,
    duration_ms: durationMs,
    session_id: trace.sessionId,
    user_id: trace.userId,
    environment: trace.environment,
    span_count: trace.spanCount,
    ...toUsageResponse(trace),
    tags: trace.tags,
    observation_count: trace.observationCount,
    metadata: parseJson(trace.metadata),
    input_preview: trace.inputPreview,
    output_preview: trace.outputPreview,
    has_error: trace.hasError,
  };
};
