import { isSameJson } from '@debrief/datasets';
import { isRawJson, type JsonObject, type JsonValue } from '@debrief/kernel';
import { type Outcome, truth } from './outcome';
import { textOf } from './value-text';

export interface Folding {
  readonly ignoreCase: boolean;
  readonly trim: boolean;
}

/**
 * Whether a value is the expected one: as JSON (numbers by value, keys in any order), or as text where one of the two is text, so that
 * `42` is `"42"`. Folding is done to all text inside.
 */
export const exactMatch = (actual: JsonValue | undefined, expected: JsonValue, folding: Folding): Outcome => {
  const [a, b] = [fold(actual ?? null, folding), fold(expected, folding)];
  const isOneText = (typeof a === 'string') !== (typeof b === 'string');
  return truth(isOneText && a !== null && b !== null ? textOf(a) === textOf(b) : isSameJson(a, b));
};

const fold = (value: JsonValue, folding: Folding): JsonValue => {
  if (typeof value === 'string') {
    const text = folding.trim ? value.trim() : value;
    return folding.ignoreCase ? text.toLowerCase() : text;
  }
  if (typeof value !== 'object' || value === null || isRawJson(value)) return value;
  if (Array.isArray(value)) return value.map((one) => fold(one, folding));
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, one]) => [key, fold(one, folding)]),
  ) as JsonObject;
};
