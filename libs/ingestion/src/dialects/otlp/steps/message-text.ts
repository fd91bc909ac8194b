import type { SpanMessage, SpanMessages } from '../messages/message-block';

/** Rules read no more of one text. */
const maxText = 20_000;

/** The text of a message's blocks; empty where it has none. */
const textOf = ({ blocks }: SpanMessage): string =>
  blocks
    .flatMap((block) => (block.type === 'text' ? [block.text] : []))
    .join('\n')
    .slice(0, maxText);

const callsTool = ({ blocks }: SpanMessage): boolean => blocks.some(({ type }) => type === 'tool_use');

const texts = (messages: SpanMessages | null, isWanted: (message: SpanMessage) => boolean): string[] =>
  (messages?.messages ?? [])
    .filter(isWanted)
    .map(textOf)
    .filter((text) => text !== '');

/** What a user asked first. */
export const firstUserText = (messages: SpanMessages | null): string | null =>
  texts(messages, ({ side, role }) => side === 'input' && role === 'user')[0] ?? null;

/** The last that an agent said without calling a tool. */
export const lastAnswer = (messages: SpanMessages | null): string | null =>
  texts(messages, (message) => message.side === 'output' && message.role === 'assistant' && !callsTool(message)).at(
    -1,
  ) ?? null;

/** All that a model said in a call, whether or not it called tools. */
export const outputText = (messages: SpanMessages | null): string | null => {
  const text = texts(messages, ({ side }) => side === 'output')
    .join('\n')
    .slice(0, maxText);
  return text === '' ? null : text;
};

/** The last that a model was told. */
export const lastInputText = (messages: SpanMessages | null): string | null =>
  texts(messages, ({ side }) => side === 'input').at(-1) ?? null;
