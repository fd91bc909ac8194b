import { formatUnixNano } from '../../format-unix-nano';
import type { MessageBlock } from '../message-block';
import { categorize, isAroundMessages } from './categorize';
import type { MessageSpan } from './message-span';
import type { Utterance } from './utterance';

/** An utterance as the API gives it. The path ends with the span itself. */
export function toBlock(utterance: Utterance, span: MessageSpan, spanPath: readonly string[]): MessageBlock {
  const { content, message, role, indices } = utterance;
  return {
    entry_type: content.type,
    content,
    role,
    trace_id: span.traceId,
    span_id: span.spanId,
    ...given('session_id', span.sessionId),
    message_index: indices[0],
    entry_index: indices[1],
    ...given('parent_span_id', span.parentSpanId),
    span_path: spanPath,
    timestamp: formatUnixNano(timeOf(utterance, span)),
    ...given('observation_type', span.observationType),
    ...given('model', span.model),
    ...given('provider', span.provider),
    ...given('name', message?.name),
    ...given('finish_reason', message === null ? 'error' : message.finishReason),
    ...given('tool_use_id', utterance.callId),
    ...given('tool_name', toolNameOf(utterance, span)),
    ...given('tokens', span.tokens),
    ...given('cost', span.cost),
    ...given('status_code', span.statusCode),
    is_error: isError(utterance, span),
    source_type: message === null ? 'event' : message.source,
    category: message === null ? 'Exception' : categorize(content, message, span.observationType),
    content_hash: utterance.contentHash,
    is_semantic: !isAroundMessages(content),
  };
}

/** The input stands for the span's start, the output for its end. */
const timeOf = ({ side, message }: Utterance, { startUnixNano, endUnixNano }: MessageSpan): bigint =>
  message?.timeUnixNano ?? (side === 'output' ? (endUnixNano ?? startUnixNano) : startUnixNano);

function toolNameOf({ content, message }: Utterance, { toolName }: MessageSpan): string | null {
  if (content.type === 'tool_use') return content.name;
  return content.type === 'tool_result' ? (message?.name ?? toolName) : null;
}

const isError = ({ content, message, side }: Utterance, { statusCode }: MessageSpan): boolean =>
  message === null ||
  (content.type === 'tool_result' && content.is_error) ||
  (statusCode === 'ERROR' && side === 'output');

type Given<Key extends string, Value> = { readonly [key in Key]?: NonNullable<Value> };

/** A field that is absent where there is nothing to say. */
const given = <Key extends string, Value>(key: Key, value: Value): Given<Key, Value> =>
  (value === null || value === undefined ? {} : { [key]: value }) as Given<Key, Value>;
