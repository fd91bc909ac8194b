import type { JsonValue } from './json';

/**
 * Text that a Postgres `text` column can hold: NUL and lone surrogates, which it refuses, become U+FFFD.
 * This is the replacement form of rule 11 ("untrusted input"). Payloads need it not: as `json` they keep both, escaped.
 */
export const toColumnText = (text: string): string =>
  isColumnText(text) ? text : text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');

/** Nearly every text is fit, which these two find far sooner than the expression. */
const isColumnText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/**
 * JSON text that a Postgres `jsonb` column can hold; the same replacement inside its strings and keys.
 * `JSON.stringify` escapes only lone surrogates, so every `\ud…` in its output is one; `\\` is matched to step over it.
 */
export const toColumnJson = (value: JsonValue): string =>
  JSON.stringify(value).replace(/\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g, (escape) =>
    escape === '\\\\' ? escape : '\uFFFD',
  );
