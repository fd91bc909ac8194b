import { isRawJson, type JsonObject, type JsonValue } from './json';

/**
 * The one text of a JSON value (RFC 8785, JSON Canonicalization Scheme): keys by UTF-16 code unit, no white space, numbers as
 * JavaScript prints them, so `1.0` and `1e0` are `1`. What the scheme does not know: a number that a double cannot hold keeps its
 * digits. Strings stay as they are: two spellings of one character (NFC, NFD) are two strings, as the scheme has it.
 */
export const canonicalJson = (value: JsonValue): string => {
  if (typeof value !== 'object' || value === null || isRawJson(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  return `{${Object.keys(value).sort().map(fieldOf(value)).join()}}`;
};

const fieldOf =
  (fields: JsonObject) =>
  (key: string): string =>
    `${JSON.stringify(key)}:${canonicalJson(fields[key] as JsonValue)}`;
