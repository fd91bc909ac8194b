import type { BlockContent, SpanMessage } from '@debrief/ingestion';
import type { JsonObject, JsonValue } from '@debrief/kernel';

/**
 * The messages of one side of a span as one value: data as it is, a conversation as a list of `{role, content}`, an answer as one of
 * them. Null: there are none.
 */
export const toldValue = (messages: readonly SpanMessage[], side: SpanMessage['side']): JsonValue => {
  const told = messages.filter((message) => message.side === side);
  const [first] = told;
  if (!first) return null;
  const data = told.length === 1 ? dataOf(first) : undefined;
  if (data !== undefined) return data;
  return side === 'output' && told.length === 1 ? toMessage(first) : told.map(toMessage);
};

/** Of a message that is none but the data of a step. */
const dataOf = ({ blocks }: SpanMessage): JsonValue | undefined => {
  const [block] = blocks;
  return blocks.length === 1 && block?.type === 'json' ? block.data : undefined;
};

const toMessage = ({ role, name, blocks }: SpanMessage): JsonObject => {
  const isText = blocks.every(({ type }) => type === 'text');
  return {
    role,
    ...(name !== null && { name }),
    content: isText ? blocks.map(textOf).join('\n') : blocks.map((block) => block as unknown as JsonObject),
  };
};

const textOf = (block: BlockContent): string => (block.type === 'text' ? block.text : '');
