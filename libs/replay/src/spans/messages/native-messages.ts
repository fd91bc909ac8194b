import type { BlockContent, MessageSpan, SpanMessage, SpanMessages } from '@debrief/ingestion';
import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { SpanSummary } from '../spans.types';

export const nothingSaid: SpanMessages = { messages: [], toolDefinitions: [], droppedSlots: 0 };

/** Types of native events that say something. */
export const spokenTypes = ['user_message', 'agent_message', 'tool_call', 'tool_result'] as const;

/** A span whose messages are known or none. */
export const toSpokenSpan = (span: SpanSummary, messages: SpanMessages): MessageSpan => ({
  traceId: span.traceExternalId,
  spanId: span.spanId,
  parentSpanId: span.parentSpanId,
  sessionId: span.sessionId,
  startUnixNano: BigInt(span.start) * 1000n,
  endUnixNano: span.end === null ? null : BigInt(span.end) * 1000n,
  observationType: span.observationType,
  toolName: span.observationType === 'tool' ? span.name : null,
  model: span.model,
  provider: span.provider,
  tokens: span.totalTokens === 0 ? null : span.totalTokens,
  cost: span.totalCost === 0 ? null : span.totalCost,
  statusCode: span.statusCode === 'OK' || span.statusCode === 'ERROR' ? span.statusCode : null,
  exception: null,
  messages,
});

/**
 * What a native event says. A tool's result is said by the call that it answers, so that call and result stand together.
 * @param payload of the event
 */
export const readNativeMessage = (type: string, payload: JsonValue): SpanMessage | null => {
  if (!isJsonObject(payload)) return null;
  const said = speech(type, payload);
  if (!said) return null;
  const { side, role, content } = said;
  return {
    side,
    role,
    name: null,
    blocks: [content],
    finishReason: null,
    source: 'event',
    isChoice: false,
    timeUnixNano: null,
  };
};

const speech = (
  type: string,
  payload: JsonObject,
): (Pick<SpanMessage, 'side' | 'role'> & { readonly content: BlockContent }) | null => {
  switch (type) {
    case 'user_message':
      return { side: 'input', role: 'user', content: spoken(payload['content']) };
    case 'agent_message':
      return { side: 'output', role: 'assistant', content: spoken(payload['content']) };
    case 'tool_call':
      return {
        side: 'input',
        role: 'assistant',
        content: {
          type: 'tool_use',
          id: text(payload['call_id']),
          name: text(payload['tool_name']) ?? '',
          input: payload['arguments'] ?? {},
        },
      };
    case 'tool_result':
      return {
        side: 'output',
        role: 'tool',
        content: {
          type: 'tool_result',
          tool_use_id: text(payload['call_id']),
          content: payload['error'] ?? payload['result'] ?? null,
          is_error: payload['error'] !== undefined && payload['error'] !== null,
        },
      };
    default:
      return null;
  }
};

const text = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null);

const spoken = (content: JsonValue | undefined): BlockContent =>
  typeof content === 'string' ? { type: 'text', text: content } : { type: 'json', data: content ?? null };
