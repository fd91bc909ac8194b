import { isJsonObject, isRawJson, parseJson, type JsonObject, type JsonValue } from '@debrief/kernel';
import { maxJsonLevels } from '../../native/measure-json';

/**
 * The structure that a JSON text holds: an object or a list of at most 64 levels. Everything else (other values, plain text, text
 * that is nested deeper) comes back as it is.
 */
export function readJsonText(value: JsonValue): JsonValue {
  if (typeof value !== 'string' || !opensStructure(value)) return value;
  try {
    const parsed = parseJson(value);
    return isWithin(parsed, maxJsonLevels) ? parsed : value;
  } catch {
    return value;
  }
}

export const objectIn = (value: JsonValue | undefined): JsonObject | null => {
  const structure = value === undefined ? null : readJsonText(value);
  return isJsonObject(structure) ? structure : null;
};

export const listIn = (value: JsonValue | undefined): JsonValue[] | null => {
  const structure = value === undefined ? null : readJsonText(value);
  return Array.isArray(structure) ? structure : null;
};

/** A text that says something, else null. */
export const textIn = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** Whether the first sign that is no blank opens an object or a list. */
function opensStructure(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const sign = text.charCodeAt(index);
    if (sign === 0x20 || (sign >= 0x09 && sign <= 0x0d)) continue;
    return sign === 0x7b || sign === 0x5b;
  }
  return false;
}

function isWithin(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null || isRawJson(value)) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isWithin(item, levels - 1));
  return Object.keys(value).every((key) => isWithin(value[key] as JsonValue, levels - 1));
}
