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

export interface Sides {
  readonly input: readonly DraftMessage[];
  readonly output: readonly DraftMessage[];
}

const neither: Sides = { input: [], output: [] };

/** For a place that holds both sides: it is read once a span, and only where it is there. */
export function bothSides(
  isThere: (view: SpanView) => boolean,
  read: (view: SpanView) => Sides,
): Required<Pick<MessageSource, 'input' | 'output'>> {
  const known = new WeakMap<SpanView, Sides>();
  const sidesOf = (view: SpanView): Sides => {
    if (!isThere(view)) return neither;
    const sides = known.get(view) ?? read(view);
    known.set(view, sides);
    return sides;
  };
  return { input: (view) => messagesOf(sidesOf(view).input), output: (view) => messagesOf(sidesOf(view).output) };
}

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
export function splitConversation(messages: readonly DraftMessage[]): Sides {
  const end = messages.findLastIndex(({ role }) => role !== 'assistant') + 1;
  return { input: messages.slice(0, end), output: messages.slice(end) };
}
