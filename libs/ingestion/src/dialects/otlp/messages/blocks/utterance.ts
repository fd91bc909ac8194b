import type { BlockContent, MessageRole, SpanMessage } from '../message-block';
import { speakerOf } from './categorize';
import type { ContentHashes } from './content-hashes';
import type { MessageSpan } from './message-span';

/** A block where it was said, with what tells it from others. It becomes a `MessageBlock` only if it is shown. */
export interface Utterance {
  readonly side: SpanMessage['side'];
  readonly role: MessageRole;
  readonly content: BlockContent;
  /** Null: the error that broke the span off. */
  readonly message: SpanMessage | null;
  /** Of the message in the span and of the block in the message. */
  readonly indices: readonly [message: number, entry: number];
  readonly contentHash: string;
  readonly callId: string | null;
  /** The same for the same words of the same speaker, in the same call. */
  readonly key: string;
}

/** All blocks of a span in their order, and at the end the error that broke it off. */
export function utterancesOf(span: MessageSpan, hashes: ContentHashes): Utterance[] {
  const { messages } = span.messages;
  const said: Utterance[] = [];
  messages.forEach((message, messageIndex) =>
    message.blocks.forEach((content, entryIndex) =>
      said.push(utter(message, content, { indices: [messageIndex, entryIndex], hashes })),
    ),
  );
  return span.exception === null ? said : [...said, errorOf(span.exception, messages.length, hashes)];
}

interface Place {
  readonly indices: Utterance['indices'];
  readonly hashes: ContentHashes;
}

function utter(message: SpanMessage, content: BlockContent, { indices, hashes }: Place): Utterance {
  const role = speakerOf(content, message.role);
  const contentHash = hashes.of(content);
  const callId = callIdOf(content);
  const key = keyOf(content, { role, contentHash, callId });
  return { side: message.side, role, content, message, indices, contentHash, callId, key };
}

function callIdOf(content: BlockContent): string | null {
  if (content.type === 'tool_use') return content.id;
  return content.type === 'tool_result' ? content.tool_use_id : null;
}

/** A call is the same by its id, even when defaults were filled in before it was sent again. */
function keyOf(
  content: BlockContent,
  { role, contentHash, callId }: Pick<Utterance, 'role' | 'contentHash' | 'callId'>,
): string {
  if (callId === null) return `${role} ${contentHash}`;
  return content.type === 'tool_use' ? `call ${content.name} ${callId}` : `${role} ${contentHash} ${callId}`;
}

function errorOf(
  { type, message }: NonNullable<MessageSpan['exception']>,
  messageIndex: number,
  hashes: ContentHashes,
): Utterance {
  const content: BlockContent = { type: 'text', text: [type, message].filter(Boolean).join(': ') };
  const contentHash = hashes.of(content);
  const indices = [messageIndex, 0] as const;
  return {
    side: 'output',
    role: 'assistant',
    content,
    message: null,
    indices,
    contentHash,
    callId: null,
    key: `error ${contentHash}`,
  };
}
