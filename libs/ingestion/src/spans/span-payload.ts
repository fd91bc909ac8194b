import { isJsonObject, type JsonText, parseJson } from '@debrief/kernel';
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
  const { usage, cost, error } = normal;
  const isPriced = cost !== null && cost.source !== 'none';
  // What is undefined is left out.
  return JSON.stringify({
    name: normal.name,
    model: normal.requestModel ?? normal.responseModel ?? undefined,
    provider: normal.provider ?? undefined,
    agent: normal.agent ?? undefined,
    decision_kind: normal.decisionKind ?? undefined,
    tool_name: normal.toolName ?? undefined,
    call_id: normal.toolCallId ?? undefined,
    arguments: normal.toolArguments ?? undefined,
    result: normal.toolResult ?? undefined,
    query: normal.query ?? undefined,
    documents: normal.documents ?? undefined,
    error: error ?? undefined,
    input_tokens: usage?.input,
    output_tokens: usage?.output,
    total_tokens: usage?.total,
    cost_usd: isPriced ? cost.total : undefined,
    finish_reason: normal.finishReasons[0],
    input: previews.input ?? undefined,
    output: previews.output ?? undefined,
    messages_ref: `/api/v1/project/${place.projectId}/otel/traces/${place.traceId}/spans/${place.spanId}/messages`,
  });
};

/** The payload with other previews: log records say more than the span did. */
export const withPreviews = (payload: JsonText, { input, output }: Previews): JsonText => {
  const fields = parseJson(payload);
  if (!isJsonObject(fields)) return payload;
  const { messages_ref: place = null, input: _input, output: _output, ...rest } = fields;
  return JSON.stringify({ ...rest, input: input ?? undefined, output: output ?? undefined, messages_ref: place });
};
