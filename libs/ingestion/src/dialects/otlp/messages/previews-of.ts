import { toColumnText, type JsonValue } from '@debrief/kernel';
import type { NormalSpan } from '../conventions/normal-span';
import { jsonBeginning } from './json-beginning';
import type { BlockContent, SpanMessage, SpanMessages } from './message-block';

export interface Previews {
  readonly input: string | null;
  readonly output: string | null;
}

const maxCharacters = 200;

/**
 * The first user text and the last assistant text of a span, else the beginning of what went in and what came out (otel.md C3): 200
 * characters at most, no character cut in two, fit for a text column. What the assistant said before, in the input, is no output.
 */
export function previewsOf({ messages }: SpanMessages, normal: NormalSpan): Previews {
  const input = messages.filter(({ side }) => side === 'input');
  const output = messages.filter(({ side }) => side === 'output');
  const asked = textsOf(messages, 'user')[0] ?? render(input) ?? normal.query;
  const answered = textsOf(output, 'assistant').at(-1) ?? render(output);
  return { input: cut(asked), output: cut(answered) };
}

const textsOf = (messages: readonly SpanMessage[], speaker: SpanMessage['role']): string[] =>
  messages
    .filter(({ role }) => role === speaker)
    .flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.type === 'text' && block.text.trim() !== '' ? block.text : [])),
    );

function render(messages: readonly SpanMessage[]): string | null {
  const block = messages.flatMap(({ blocks }) => blocks)[0];
  const value = block && valueOf(block);
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : jsonBeginning(value, 2 * maxCharacters);
}

function valueOf(block: BlockContent): JsonValue {
  switch (block.type) {
    case 'text':
    case 'thinking':
      return block.text;
    case 'tool_use':
      return block.input;
    case 'tool_result':
      return block.content;
    case 'json':
    case 'context':
      return block.data;
    case 'refusal':
      return block.message;
    case 'unknown':
      return block.raw;
    case 'tool_definitions':
      return [...block.tools];
    case 'redacted_thinking':
      return null;
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
    case 'file':
      return block.name ?? block.media_type;
  }
}

/** Where none begins, a character is one unit of the text. */
const pairs = /[\uD800-\uDBFF]/;

function cut(text: string | null | undefined): string | null {
  if (text === null || text === undefined || text === '') return null;
  const units = text.slice(0, maxCharacters);
  if (units.length === text.length) return toColumnText(units);
  if (!pairs.test(units)) return toColumnText(apart(units));
  let end = 0;
  for (let count = 0; count < maxCharacters && end < text.length; count += 1)
    end += (text.codePointAt(end) as number) > 0xffff ? 2 : 1;
  return toColumnText(apart(text.slice(0, end)));
}

/** The same text, but not as a window on the one that it was cut from, which V8 would keep with it. */
const apart = (part: string): string => ` ${part}`.slice(1);
