import { compileRegex } from '@debrief/datasets';
import type { JsonValue } from '@debrief/kernel';
import { type Outcome, truth } from './outcome';
import { textOf } from './value-text';

export interface RegexConfig {
  readonly pattern: string;
  readonly flags: string;
  readonly negate: boolean;
}

/** Whether an expression of RE2 is found in a value's text, in time that grows with the text alone. */
export const matchRegex = (actual: JsonValue | undefined, { pattern, flags, negate }: RegexConfig): Outcome =>
  truth(compileRegex(pattern, flags).test(textOf(actual)) !== negate);
