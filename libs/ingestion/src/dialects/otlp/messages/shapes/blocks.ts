import type { JsonObject, JsonValue } from '@debrief/kernel';
import { readJsonText, textIn } from '../read-json-text';
import type { BlockContent } from '../message-block';

export const textBlock = (text: JsonValue | undefined): BlockContent | undefined =>
  typeof text === 'string' ? { type: 'text', text } : undefined;

export const thinkingBlock = (text: JsonValue | undefined, signature?: JsonValue): BlockContent | undefined => {
  if (typeof text !== 'string') return undefined;
  return { type: 'thinking', text, ...(typeof signature === 'string' ? { signature } : {}) };
};

/** Arguments that came as JSON text become the object they stand for. */
export const toolUseBlock = (
  id: JsonValue | undefined,
  name: JsonValue | undefined,
  input: JsonValue | undefined,
): BlockContent | undefined =>
  typeof name === 'string' ? { type: 'tool_use', id: textIn(id), name, input: readJsonText(input ?? {}) } : undefined;

export const toolResultBlock = (
  id: JsonValue | undefined,
  content: JsonValue | undefined,
  isError: JsonValue | undefined = false,
): BlockContent => ({
  type: 'tool_result',
  tool_use_id: textIn(id),
  content: content ?? null,
  is_error: isError === true || isError === 'true' || isError === 'error',
});

export const firstOf = (value: JsonObject, ...keys: string[]): JsonValue | undefined => {
  for (const key of keys) {
    const found = value[key];
    if (found !== undefined && found !== null && Object.hasOwn(value, key)) return found;
  }
  return undefined;
};
