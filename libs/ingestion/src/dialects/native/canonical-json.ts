import { isRawJson, type JsonObject, type JsonValue } from '@debrief/kernel';
import { isContentField, type NativeEvent } from './native-event';

/**
 * The one text of a JSON value, whatever order its keys were sent in: keys by UTF-16 code unit at every level (array indices
 * such as `"10"` first and by number, as JavaScript lists them), no white space, numbers as JavaScript prints them, a `RawJson`
 * verbatim. Two values are the same content when their texts are equal. The caller bounds the depth.
 */
export const canonicalJson = (value: JsonValue): string => JSON.stringify(sorted(value));

/** The canonical text of an event's content: the envelope without the trace's id, the server's fields and absent ones. */
export function canonicalContent(event: NativeEvent): string {
  const content: JsonObject = {};
  for (const field of Object.keys(event).sort()) {
    const value = event[field] as JsonValue;
    if (isContentField(field, value)) setOwn(content, field, sorted(value));
  }
  return JSON.stringify(content);
}

/** The value with the keys of its objects in order; what holds no object is shared with the original. */
function sorted(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null || isRawJson(value)) return value;
  return Array.isArray(value) ? sortedArray(value) : sortedObject(value);
}

function sortedArray(items: JsonValue[]): JsonValue[] {
  let copy: JsonValue[] | null = null;
  for (let index = 0; index < items.length; index += 1) {
    const item = sorted(items[index] as JsonValue);
    if (item !== items[index]) (copy ??= items.slice())[index] = item;
  }
  return copy ?? items;
}

function sortedObject(fields: JsonObject): JsonObject {
  const keys = Object.keys(fields);
  const copy: JsonObject = {};
  for (const key of keys.sort()) setOwn(copy, key, sorted(fields[key] as JsonValue));
  return copy;
}

/** `__proto__` must become a field, not the prototype. */
function setOwn(target: JsonObject, key: string, value: JsonValue): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true });
  else target[key] = value;
}
