import type { JsonText, JsonValue } from '@debrief/kernel';
import type { NormalSpan } from '../dialects/otlp/conventions/normal-span';
import type { Previews } from '../dialects/otlp/messages/previews-of';

/**
 * What every surface sees of a span as an event (otel.md B4); absent keys are left out. Messages stay in `raw`: `input` and `output` are
 * their previews, and `messages_ref` says where they are read.
 */
export const toSpanPayload = (
  place: { readonly projectId: string; readonly traceId: string; readonly spanId: string },
  normal: NormalSpan,
  previews: Previews,
): JsonText => {
  const { usage, cost } = normal;
  const isPriced = cost !== null && cost.source !== 'none';
  return JSON.stringify(
    present({
      name: normal.name,
      model: normal.requestModel ?? normal.responseModel,
      provider: normal.provider,
      agent: normal.agent,
      decision_kind: normal.decisionKind,
      tool_name: normal.toolName,
      call_id: normal.toolCallId,
      arguments: normal.toolArguments,
      result: normal.toolResult,
      query: normal.query,
      documents: normal.documents && [...normal.documents],
      error: normal.error && { ...normal.error },
      input_tokens: usage && usage.input,
      output_tokens: usage && usage.output,
      total_tokens: usage && usage.total,
      cost_usd: isPriced ? cost.total : null,
      finish_reason: normal.finishReasons[0] ?? null,
      input: previews.input,
      output: previews.output,
      messages_ref: `/api/v1/project/${place.projectId}/otel/traces/${place.traceId}/spans/${place.spanId}/messages`,
    }),
  );
};

const present = (fields: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
