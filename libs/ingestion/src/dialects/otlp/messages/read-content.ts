import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { BlockContent } from './message-block';
import { readJsonText } from './read-json-text';
import type { PartReader } from './shapes/shape';
import { shapes } from './shapes/shapes';

/** By `type`, and by key. Maps, because both come from outside. */
const typedParts = collect((shape) => shape.typedParts);
const keyedParts = collect((shape) => shape.keyedParts);

function collect(of: (shape: (typeof shapes)[number]) => Readonly<Record<string, PartReader>> | undefined) {
  const readers = new Map<string, PartReader[]>();
  for (const [key, reader] of shapes.flatMap((shape) => Object.entries(of(shape) ?? {})))
    readers.set(key, [...(readers.get(key) ?? []), reader]);
  return readers;
}

/** The blocks of a message's content: a text, a part or a list of parts, in whatever shape. What no shape knows becomes `unknown`. */
export function readContent(content: JsonValue | undefined): BlockContent[] {
  if (content === undefined || content === null || content === '') return [];
  if (typeof content === 'string') return readText(content);
  if (Array.isArray(content)) return content.flatMap(readItem);
  return isJsonObject(content) ? readItem(content) : [{ type: 'json', data: content }];
}

/** Whether the object is a part that some shape knows. */
export const isPart = (value: JsonValue): boolean => isJsonObject(value) && readPart(value) !== undefined;

const opensParts = /^\s*\[\s*\{/;

/** A text is a text, unless it is the JSON of parts: some instrumentations can only write text. */
function readText(text: string): BlockContent[] {
  const parts = opensParts.test(text) ? readJsonText(text) : null;
  return Array.isArray(parts) && parts.length > 0 && parts.every(isPart)
    ? parts.flatMap(readItem)
    : [{ type: 'text', text }];
}

function readItem(item: JsonValue): BlockContent[] {
  if (typeof item === 'string') return item === '' ? [] : [{ type: 'text', text: item }];
  if (item === null) return [];
  if (!isJsonObject(item)) return [{ type: 'json', data: item }];
  const block = readPart(item) ?? ({ type: 'unknown', raw: item } as const);
  return block.type === 'text' && block.text === '' ? [] : [block];
}

function readPart(part: JsonObject): BlockContent | undefined {
  const { type } = part;
  if (typeof type === 'string') {
    const block = firstReading(typedParts.get(type), part);
    if (block) return block;
  }
  for (const [key, readers] of keyedParts) {
    const block = Object.hasOwn(part, key) ? firstReading(readers, part) : undefined;
    if (block) return block;
  }
  return undefined;
}

function firstReading(readers: readonly PartReader[] | undefined, part: JsonObject): BlockContent | undefined {
  for (const read of readers ?? []) {
    const block = read(part);
    if (block) return block;
  }
  return undefined;
}
