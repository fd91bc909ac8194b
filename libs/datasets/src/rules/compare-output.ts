import type { JsonValue } from '@debrief/kernel';
import { isSameJson } from './is-same-json';
import { similarityOf } from './similarity';

/** How an output compares with what was expected. Both null where either is missing: then nothing is said, and no average counts it. */
export interface OutputComparison {
  readonly match: boolean | null;
  /** From 0 to 1. */
  readonly similarity: number | null;
}

/** @param expected null: none was given. @param actual null: there is none, or not yet */
export const compareOutput = (expected: JsonValue, actual: JsonValue): OutputComparison => {
  if (expected === null || actual === null) return { match: null, similarity: null };
  if (isSameJson(expected, actual)) return { match: true, similarity: 1 };
  return { match: false, similarity: similarityOf(expected, actual) };
};
