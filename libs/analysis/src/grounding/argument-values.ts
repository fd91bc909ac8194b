import { isJsonObject, type JsonValue } from '@debrief/kernel';
import type { ToolCall } from '../run/tool-call';
import { toValue, type Value } from './to-value';

const limits = { fields: 40, length: 80 };
const saysMore = /[\s/\\]|\.\w{1,5}$/;

/** Ids, e-mail addresses and long numbers that are an argument as a whole. Texts and paths are written, not looked up. */
export const argumentValues = ({ args }: ToolCall): Value[] => {
  if (!isJsonObject(args)) return [];
  const leaves: JsonValue[] = Object.values(args).flat().slice(0, limits.fields);
  return leaves.flatMap((leaf) => {
    const text = typeof leaf === 'string' ? leaf : typeof leaf === 'number' ? String(leaf) : '';
    if (text === '' || text.length > limits.length || (!text.includes('@') && saysMore.test(text))) return [];
    const value = toValue(text.replace(/^#/, ''));
    return value && (value.kind === 'id' || value.kind === 'email') ? [value] : [];
  });
};
