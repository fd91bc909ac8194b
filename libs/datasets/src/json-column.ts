import { type JsonText, type JsonValue, parseJson } from '@debrief/kernel';
import { isSameJson } from './rules/is-same-json';

/** For a `json` column: null is the column's own. */
export const toJsonColumn = (value: JsonValue): JsonText | null => (value === null ? null : JSON.stringify(value));

export const fromJsonColumn = (text: JsonText | null): JsonValue => (text === null ? null : parseJson(text));

export const isSameColumn = (a: JsonText | null, b: JsonText | null): boolean =>
  a === b || isSameJson(fromJsonColumn(a), fromJsonColumn(b));
