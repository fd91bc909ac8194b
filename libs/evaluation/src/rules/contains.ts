import type { JsonValue } from '@debrief/kernel';
import { type Outcome, truth } from './outcome';
import { textOf } from './value-text';

export interface ContainsConfig {
  readonly needles: readonly string[];
  readonly mode: 'all' | 'any';
  readonly ignoreCase: boolean;
  /** True becomes false: with mode `any`, none may be there. */
  readonly negate: boolean;
}

/** Whether a value's text holds what is looked for; metadata says which of it. */
export const contains = (
  actual: JsonValue | undefined,
  { needles, mode, ignoreCase, negate }: ContainsConfig,
): Outcome => {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const text = fold(textOf(actual));
  const found = needles.filter((needle) => text.includes(fold(needle)));
  const holds = mode === 'all' ? found.length === needles.length : found.length > 0;
  return truth(holds !== negate, { found });
};
