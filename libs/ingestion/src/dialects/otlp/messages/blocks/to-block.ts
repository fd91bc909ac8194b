import { formatUnixNano } from '../../format-unix-nano';
import type { BlockContent, MessageBlock, SpanMessage } from '../message-block';
import { categorize, speakerOf } from './categorize';
import { hashContent } from './hash-content';
import type { MessageSpan } from './message-span';

/** A block with what the order of a conversation is told by. */
export interface PlacedBlock {
  readonly side: SpanMessage['side'];
  readonly block: MessageBlock;
}

const aroundMessages = new Set<BlockContent['type']>(['thinking', 'redacted_thinking', 'context', 'tool_definitions']);

/** The blocks of a span. `spanPath` ends with the span itself. */
export function blocksOf(span: MessageSpan, spanPath: readonly string[]): PlacedBlock[] {
  const { messages } = span.messages;
  const said = messages.flatMap((message, messageIndex) =>
    message.blocks.map((content, entryIndex) => ({
      side: message.side,
      block: toBlock(span, message, content, { messageIndex, entryIndex, spanPath }),
    })),
  );
  return span.exception === null ? said : [...said, exceptionBlock(span, messages.length, spanPath)];
}

interface Place {
  readonly messageIndex: number;
  readonly entryIndex: number;
  readonly spanPath: readonly string[];
}

function toBlock(span: MessageSpan, message: SpanMessage, content: BlockContent, place: Place): MessageBlock {
  const isFailed = content.type === 'tool_result' && content.is_error;
  return {
    entry_type: content.type,
    content,
    role: speakerOf(content, message.role),
    ...spanFields(span, place),
    timestamp: formatUnixNano(timeOf(span, message)),
    ...given('name', message.name),
    ...given('finish_reason', message.finishReason),
    ...toolFields(span, message, content),
    is_error: isFailed || (span.statusCode === 'ERROR' && message.side === 'output'),
    source_type: message.source,
    category: categorize(content, message, span.observationType),
    content_hash: hashContent(content),
    is_semantic: !aroundMessages.has(content.type),
  };
}

/** The input stands for the span's start, the output for its end. */
const timeOf = ({ startUnixNano, endUnixNano }: MessageSpan, { side, timeUnixNano }: SpanMessage): bigint =>
  timeUnixNano ?? (side === 'output' ? (endUnixNano ?? startUnixNano) : startUnixNano);

const spanFields = (span: MessageSpan, { messageIndex, entryIndex, spanPath }: Place) => ({
  trace_id: span.traceId,
  span_id: span.spanId,
  ...given('session_id', span.sessionId),
  message_index: messageIndex,
  entry_index: entryIndex,
  ...given('parent_span_id', span.parentSpanId),
  span_path: spanPath,
  ...given('observation_type', span.observationType),
  ...given('model', span.model),
  ...given('provider', span.provider),
  ...given('tokens', span.tokens),
  ...given('cost', span.cost),
  ...given('status_code', span.statusCode),
});

function toolFields(span: MessageSpan, message: SpanMessage, content: BlockContent) {
  if (content.type === 'tool_use') return { ...given('tool_use_id', content.id), tool_name: content.name };
  if (content.type !== 'tool_result') return {};
  return { ...given('tool_use_id', content.tool_use_id), ...given('tool_name', message.name ?? span.toolName) };
}

function exceptionBlock(span: MessageSpan, messageIndex: number, spanPath: readonly string[]): PlacedBlock {
  const { type, message } = span.exception as NonNullable<MessageSpan['exception']>;
  const content: BlockContent = { type: 'text', text: [type, message].filter(Boolean).join(': ') };
  const block: MessageBlock = {
    entry_type: 'text',
    content,
    role: 'assistant',
    ...spanFields(span, { messageIndex, entryIndex: 0, spanPath }),
    timestamp: formatUnixNano(span.endUnixNano ?? span.startUnixNano),
    finish_reason: 'error',
    is_error: true,
    source_type: 'event',
    category: 'Exception',
    content_hash: hashContent(content),
    is_semantic: true,
  };
  return { side: 'output', block };
}

type Given<Key extends string, Value> = { readonly [key in Key]?: NonNullable<Value> };

/** A field that is absent where there is nothing to say. */
const given = <Key extends string, Value>(key: Key, value: Value): Given<Key, Value> =>
  (value === null || value === undefined ? {} : { [key]: value }) as Given<Key, Value>;
