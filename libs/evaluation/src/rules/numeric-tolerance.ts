import type { JsonValue } from '@debrief/kernel';
import { type Outcome, truth } from './outcome';
import { readPath, type TargetPath } from '../targets/target-path';
import { numberOf, parsedText } from './value-text';

export interface Tolerance {
  readonly absTolerance: number;
  /** Of the expected number. */
  readonly relTolerance: number;
  /** Into the value; text is read as JSON for it. */
  readonly path: TargetPath['steps'];
}

/** Whether a number is near enough to the expected one. What is no number is not; metadata says so. */
export const numericTolerance = (
  actual: JsonValue | undefined,
  expected: JsonValue,
  { absTolerance, relTolerance, path }: Tolerance,
): Outcome => {
  const within = path.length > 0 ? (parsedText(actual)?.value ?? actual) : actual;
  const [found, wanted] = [numberOf(readPath(within, path)), numberOf(expected)];
  if (found === undefined || wanted === undefined)
    return truth(false, {
      actual: found ?? null,
      expected: wanted ?? null,
      difference: null,
      reason: found === undefined ? 'the target is no number' : 'the expected value is no number',
    });
  const difference = Math.abs(found - wanted);
  const allowed = Math.max(absTolerance, relTolerance * Math.abs(wanted));
  return truth(difference <= allowed, { actual: found, expected: wanted, difference, allowed });
};
