import { isRawJson, type JsonValue } from '@debrief/kernel';

/** The first characters of a value's JSON, at least `length` of them where it has so many: a long value is not written out for it. */
export function jsonBeginning(value: JsonValue, length: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, length));
  if (typeof value !== 'object' || value === null || isRawJson(value)) return JSON.stringify(value);
  const isList = Array.isArray(value);
  let text = isList ? '[' : '{';
  for (const key of Object.keys(value)) {
    if (text.length >= length) return text;
    if (text.length > 1) text += ',';
    if (!isList) text += `${JSON.stringify(key.slice(0, length))}:`;
    text += jsonBeginning((value as { [key: string]: JsonValue })[key] as JsonValue, length - text.length);
  }
  return text + (isList ? ']' : '}');
}
