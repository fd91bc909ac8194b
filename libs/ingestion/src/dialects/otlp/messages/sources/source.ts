import type { JsonValue } from '@debrief/kernel';
import type { DraftMessage } from '../draft-message';
import { readPayload, type PayloadMessages } from '../read-payload';
import type { SpanView } from './span-view';

export type SideReader = (view: SpanView) => PayloadMessages;

/** A place where an instrumentation keeps what was said. A new one is a file here, a line in `sources.ts` and its cases in `sources.spec.ts`. */
export interface MessageSource {
  readonly name: string;
  readonly input?: SideReader;
  readonly output?: SideReader;
}

export const nothing: PayloadMessages = { messages: [], areMessages: false };

export const messagesOf = (messages: readonly DraftMessage[]): PayloadMessages => ({ messages, areMessages: true });

/** Reads the first of the attributes that says anything, in whatever shape. */
export const attribute =
  (...keys: readonly string[]): SideReader =>
  ({ attributes }) => {
    for (const key of keys) {
      const payload = readPayload(attributes[key] as JsonValue | undefined);
      if (payload.messages.length > 0) return payload;
    }
    return nothing;
  };

/** An input that is a whole conversation ends with what this span said itself. */
export function splitConversation(messages: readonly DraftMessage[]): {
  input: DraftMessage[];
  output: DraftMessage[];
} {
  const end = messages.findLastIndex(({ role }) => role !== 'assistant') + 1;
  return { input: messages.slice(0, end), output: messages.slice(end) };
}
