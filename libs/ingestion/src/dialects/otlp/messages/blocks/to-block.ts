import { formatUnixNano } from '../../format-unix-nano';
import type { MessageBlock } from '../message-block';
import { categorize, isAroundMessages } from './categorize';
import type { MessageSpan } from './message-span';
import type { Utterance } from './utterance';

/**
 * An utterance as the API gives it. The path ends with the span itself. A field that has nothing to say is undefined, which JSON leaves out: a
 * conversation has hundreds of blocks, and a spread a field would take longer than all else.
 */
export function toBlock(utterance: Utterance, span: MessageSpan, spanPath: readonly string[]): MessageBlock {
  const { content, message, role, indices } = utterance;
  return {
    entry_type: content.type,
    content,
    role,
    trace_id: span.traceId,
    span_id: span.spanId,
    session_id: span.sessionId ?? undefined,
    message_index: indices[0],
    entry_index: indices[1],
    parent_span_id: span.parentSpanId ?? undefined,
    span_path: spanPath,
    timestamp: formatUnixNano(timeOf(utterance, span)),
    observation_type: span.observationType ?? undefined,
    model: span.model ?? undefined,
    provider: span.provider ?? undefined,
    name: message?.name ?? undefined,
    finish_reason: message === null ? 'error' : (message.finishReason ?? undefined),
    tool_use_id: utterance.callId ?? undefined,
    tool_name: toolNameOf(utterance, span) ?? undefined,
    tokens: span.tokens ?? undefined,
    cost: span.cost ?? undefined,
    status_code: span.statusCode ?? undefined,
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
