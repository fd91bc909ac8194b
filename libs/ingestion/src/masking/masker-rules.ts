import { invalid } from '@debrief/kernel';

export const redacted = '[REDACTED]';

/** What a workspace or project adds to the defaults. Case counts in patterns, not in keys. */
export interface MaskerRules {
  /** Key names such as `x_session_key`; matched as whole words, like the default ones. */
  readonly keys?: readonly string[];
  readonly patterns?: readonly PatternRule[];
  /** Default false. */
  readonly maskEmails?: boolean;
}

/**
 * A value pattern: literal text in which `#` is one digit, `?` one letter or digit, and a `*` at the end the rest of the
 * word, e.g. `acme_*` or `EMP-######`. Users get no regular expressions: everything before a final `*` has a fixed length
 * and nothing follows it, so matching is linear in the text whatever they write.
 */
export interface PatternRule {
  /** Names the rule in redaction summaries: lower-case letters, digits and `_`. */
  readonly name: string;
  readonly pattern: string;
}

const maxRules = 50;
const keyForm = /^(?=.*[\p{L}\p{N}])[^\p{Cc}]{1,64}$/u;
const nameForm = /^[a-z0-9_]{1,64}$/;
/** Printable ASCII without brackets: a rule must not be able to match inside of `[REDACTED]`. */
const patternForm = /^(?=.*[A-Za-z0-9#?])[ -)+-Z\\^-~]{3,64}\*?$/;

/** Throws INVALID, naming the field, for rules that are too many, too long or not of the forms above. */
export function checkMaskerRules({ keys = [], patterns = [] }: MaskerRules): void {
  if (keys.length > maxRules) throw invalid('keys', `must be at most ${maxRules}`);
  if (patterns.length > maxRules) throw invalid('patterns', `must be at most ${maxRules}`);
  keys.forEach((key, index) => {
    if (!keyForm.test(key)) throw invalid(`keys.${index}`, 'must be 1 to 64 characters with a letter or digit');
  });
  patterns.forEach(({ name, pattern }, index) => {
    if (!nameForm.test(name)) throw invalid(`patterns.${index}.name`, 'must be 1 to 64 of a-z, 0-9 and _');
    if (!patternForm.test(pattern)) {
      throw invalid(`patterns.${index}.pattern`, 'must be 3 to 64 plain characters, # ? and one * at the end');
    }
  });
}
