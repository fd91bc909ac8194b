import { invalid } from '@debrief/kernel';
import { maskerKeyForm, maskerKeyProblem, maskerValueForm, maskerValueProblem, maxMaskerRules } from '@debrief/tenancy';

export const redacted = '[REDACTED]';

/** What a workspace or project adds to the defaults. Case counts in patterns, not in keys. */
export interface MaskerRules {
  /** Key names such as `x_session_key`; matched as whole words, like the default ones. */
  readonly keys?: readonly string[];
  readonly patterns?: readonly PatternRule[];
  /** Default false. */
  readonly maskEmails?: boolean;
}

/** A value pattern in the form of tenancy's masker settings: everything before a final `*` has a fixed length, nothing follows it. */
export interface PatternRule {
  /** Names the rule in redaction summaries: lower-case letters, digits and `_`. */
  readonly name: string;
  readonly pattern: string;
}

const nameForm = /^[a-z0-9_]{1,64}$/;

/** Throws INVALID, naming the field, for rules that are too many, too long or not of the forms above. */
export function checkMaskerRules({ keys = [], patterns = [] }: MaskerRules): void {
  if (keys.length > maxMaskerRules) throw invalid('keys', `must be at most ${maxMaskerRules}`);
  if (patterns.length > maxMaskerRules) throw invalid('patterns', `must be at most ${maxMaskerRules}`);
  keys.forEach((key, index) => {
    if (!maskerKeyForm.test(key)) throw invalid(`keys.${index}`, maskerKeyProblem);
  });
  patterns.forEach(({ name, pattern }, index) => {
    if (!nameForm.test(name)) throw invalid(`patterns.${index}.name`, 'must be 1 to 64 of a-z, 0-9 and _');
    if (!maskerValueForm.test(pattern)) {
      throw invalid(`patterns.${index}.pattern`, maskerValueProblem);
    }
  });
}
