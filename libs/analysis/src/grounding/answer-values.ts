import type { IndexedRun } from '../run/index-run';
import type { RunEvent } from '../run/run';
import { isTrusted } from '../run/trust';
import { isComputable } from './computable';
import { gives } from './given-text';
import { scanTokens } from './scan-tokens';
import { toValue, type Value } from './to-value';

/** What the final answer names. Nothing where only user and operator had spoken: then all is from them or from what the model knows. */
export const answerValues = (run: IndexedRun): Value[] => {
  const answer = run.finalAnswer;
  const informs = (event: RunEvent): boolean => event.type !== 'user_message' && !isTrusted(event) && gives(run, event);
  if (!answer || run.events.find((event) => event === answer || informs(event)) === answer) return [];
  const text = run.text(answer);
  const values = new Map<string, Value>();
  scanTokens(text, (start, end) => {
    const value = toValue(text.slice(start, end));
    if (value && value.kind !== 'other') values.set(value.key, value);
  });
  return [...values.values()];
};

const most = 200;

/** Those that say something: a number does where it is uncommon and follows from no others. @param numbers null: too many to compute with */
export const tellingValues = (values: readonly Value[], numbers: readonly number[] | null): Value[] => {
  const telling: Value[] = [];
  for (const value of values) {
    if (telling.length === most) break;
    const isNumber = value.kind === 'number';
    if (!isNumber || (isUncommon(value) && numbers && !isComputable(Number(value.key), numbers))) telling.push(value);
  }
  return telling;
};

/** Whether a value is a number that counts. Small whole ones count things, and years and round numbers are common knowledge. */
export const isUncommon = ({ kind, key }: Value): boolean => {
  const number = Number(key);
  const isCommon =
    Number.isInteger(number) && (number <= 100 || number % 100 === 0 || (number >= 1_800 && number <= 2_100));
  return kind === 'number' && !isCommon;
};
