/** JSON text that is known to be valid: read from a `json` column or made by a serialiser. Spliced into answers as it is. */
export type JsonText = string & { readonly __jsonText?: never };

/** Any parsed JSON value. A `JSON.rawJSON` stands where a number would not survive as a double. */
export type JsonValue = null | boolean | number | string | RawJson | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

/** What `JSON.rawJSON` makes: an object that `JSON.stringify` writes back verbatim. */
export interface RawJson {
  readonly rawJSON: string;
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJson(value as RawJson);

const { isRawJSON } = JSON as unknown as { isRawJSON(value: unknown): boolean };
export const isRawJson = (value: unknown): value is RawJson => isRawJSON(value);
