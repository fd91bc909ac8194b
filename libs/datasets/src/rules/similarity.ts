import { isRawJson, type JsonObject, type JsonValue } from '@debrief/kernel';
import { isSameJson } from './is-same-json';
import { textSimilarity } from './text-similarity';

/**
 * How alike two JSON values are, from 0 to 1 (platform.md B3): 1 if they are equal; two texts by `textSimilarity`; objects and lists by
 * the mean over all leaf paths that either has, where a leaf that only one has counts 0. An empty object or list is a leaf. A text and a
 * number, or two unequal numbers, are not alike at all.
 */
export const similarityOf = (expected: JsonValue, actual: JsonValue): number => {
  const { sum, leaves } = compareLeaves(expected, actual);
  return sum / leaves;
};

interface Leaves {
  /** Of the likeness of each pair. */
  readonly sum: number;
  readonly leaves: number;
}

const compareLeaves = (a: JsonValue, b: JsonValue): Leaves => {
  const [inA, inB] = [innerOf(a), innerOf(b)];
  if (!inA && !inB) return { sum: leafSimilarity(a, b), leaves: 1 };
  if (!inA || !inB || Array.isArray(a) !== Array.isArray(b)) return { sum: 0, leaves: countLeaves(a) + countLeaves(b) };
  let [sum, leaves] = [0, 0];
  for (const key of Object.keys(inA)) {
    if (!Object.hasOwn(inB, key)) {
      leaves += countLeaves(inA[key]!);
      continue;
    }
    const inner = compareLeaves(inA[key]!, inB[key]!);
    sum += inner.sum;
    leaves += inner.leaves;
  }
  for (const key of Object.keys(inB)) if (!Object.hasOwn(inA, key)) leaves += countLeaves(inB[key]!);
  return { sum, leaves };
};

const leafSimilarity = (a: JsonValue, b: JsonValue): number => {
  if (typeof a === 'string' && typeof b === 'string') return textSimilarity(a, b);
  return isSameJson(a, b) ? 1 : 0;
};

/** Fields of an object or items of a list that is not empty: what is inside stands below paths of its own. */
const innerOf = (value: JsonValue): JsonObject | undefined => {
  if (typeof value !== 'object' || value === null || isRawJson(value)) return undefined;
  return Object.keys(value).length === 0 ? undefined : (value as JsonObject);
};

const countLeaves = (value: JsonValue): number => {
  const inner = innerOf(value);
  return inner ? Object.values(inner).reduce<number>((total, one) => total + countLeaves(one), 0) : 1;
};
