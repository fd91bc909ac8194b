import { textSimilarity } from '@debrief/datasets';
import type { JsonValue } from '@debrief/kernel';
import type { EvaluatorRule, Expected } from '../definition/evaluator-rule';
import type { Material } from '../targets/material';
import { readPath, type TargetPath } from '../targets/target-path';
import { contains } from './contains';
import { detectorsSilent } from './detectors-silent';
import { EvaluationFailure } from './evaluation-failure';
import { exactMatch } from './exact-match';
import { matchSchema } from './match-schema';
import { numericTolerance } from './numeric-tolerance';
import { measure, type Outcome, truth } from './outcome';
import { matchRegex } from './regex';
import { parsedText, textOf } from './value-text';

/**
 * What a deterministic evaluator says of a target. What was not recorded reads as null.
 * @throws EvaluationFailure where it can say nothing
 */
export const evaluate = (rule: EvaluatorRule, material: Material): Outcome => {
  if (rule.type === 'detector') return detectorsSilent(material.findings(), rule.labels, material.seqs);
  const actual = valueAt(material, rule.target);
  switch (rule.type) {
    case 'exact_match':
      return exactMatch(actual, expectedOf(rule.expected, material), rule.folding);
    case 'contains':
      return contains(actual, rule.config);
    case 'regex':
      return matchRegex(actual, rule.config);
    case 'json_schema':
      return matchSchema(actual, rule.schema);
    case 'levenshtein':
      return compareTexts(textOf(actual), textOf(expectedOf(rule.expected, material)), rule);
    case 'numeric_tolerance':
      return numericTolerance(actual, expectedOf(rule.expected, material), rule.tolerance);
  }
};

/** A path leads into text that is JSON, too: that is how models answer. */
export const valueAt = (material: Material, { part, steps }: TargetPath): JsonValue | undefined => {
  const value = material[part];
  return readPath(steps.length > 0 ? (parsedText(value)?.value ?? value) : value, steps);
};

export const expectedOf = (expected: Expected, { expectedOutput }: Material): JsonValue => {
  if (expected.kind === 'value') return expected.value;
  if (expectedOutput === undefined)
    throw new EvaluationFailure('no item of a data set says what is expected of this target');
  return expectedOutput;
};

const compareTexts = (
  actual: string,
  expected: string,
  { ignoreCase, threshold }: Extract<EvaluatorRule, { type: 'levenshtein' }>,
): Outcome => {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const similarity = textSimilarity(fold(actual), fold(expected));
  return threshold === null ? measure(similarity) : truth(similarity >= threshold, { similarity, threshold });
};
