import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@debrief/kernel';

const opens = /^\s*[[{]/;

/** JSON text of an object or a list as what it is JSON of; every other value as it is, null where there is none. */
export const jsonOf = (value: JsonValue | undefined): JsonValue => {
  if (typeof value !== 'string' || !opens.test(value)) return value ?? null;
  try {
    return parseJson(value);
  } catch {
    return value;
  }
};

/** An object, or JSON text of one; null for everything else. */
export const objectOf = (value: JsonValue | undefined): JsonObject | null => {
  const read = jsonOf(value);
  return isJsonObject(read) ? read : null;
};

/** Whether a value says nothing. */
export const isBlank = (value: JsonValue | undefined): boolean => value === undefined || value === null || value === '';
