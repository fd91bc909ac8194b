import type { BlockContent, MessageRole, SpanMessage } from './message-block';

/** Where a message stood, and when. */
export type MessageOrigin = Pick<SpanMessage, 'source' | 'timeUnixNano'>;

/** A message as a shape reads it, before its span gives it a side, a source and a time. */
export interface DraftMessage {
  /** Null: it names none, so that its side decides. */
  readonly role: MessageRole | null;
  readonly name: string | null;
  readonly blocks: readonly BlockContent[];
  /** Normalised. */
  readonly finishReason: string | null;
  /** Absent: in an attribute. */
  readonly origin?: MessageOrigin;
  /** Absent: no. */
  readonly isChoice?: boolean;
}

export const draftMessage = (
  role: MessageRole | null,
  blocks: readonly BlockContent[],
  { name = null, finishReason = null }: Partial<Pick<DraftMessage, 'name' | 'finishReason'>> = {},
): DraftMessage => ({ role, name, blocks, finishReason });
