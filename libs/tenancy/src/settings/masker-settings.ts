import { invalid } from '@debrief/kernel';

/** What a workspace or project masks beside the defaults. */
export interface MaskerSettings {
  /** Key names whose strings are masked, by whole words. */
  readonly keys: readonly string[];
  /**
   * Values to mask wherever they stand: literal text in which `#` is one digit, `?` one letter or digit, and a `*` at the end the
   * rest of the word, e.g. `acme_*` or `EMP-######`. No regular expressions: matching stays linear whatever a user writes.
   */
  readonly values: readonly string[];
  readonly emails: boolean;
}

export const noMaskerSettings: MaskerSettings = { keys: [], values: [], emails: false };

/** What one masker holds of each kind. */
export const maxMaskerRules = 50;
/** A workspace's and a project's rules meet in one masker, so each may bring half: else it could not be built, and nothing ingested. */
const maxRules = maxMaskerRules / 2;

export const maskerKeyForm = /^(?=.*[\p{L}\p{N}])[^\p{Cc}]{1,64}$/u;
/** Printable ASCII without brackets: a rule must not be able to match inside of `[REDACTED]`. */
export const maskerValueForm = /^(?=.*[A-Za-z0-9#?])[ -)+-Z\\^-~]{3,64}\*?$/;
export const maskerKeyProblem = 'must be 1 to 64 characters with a letter or digit';
export const maskerValueProblem = 'must be 3 to 64 plain characters, # ? and one * at the end';

/**
 * Reads masker rules out of a request; an absent part keeps what stands.
 * @throws INVALID naming the part, e.g. `settings.masker.keys`
 */
export const readMaskerSettings = (field: string, value: unknown, current: MaskerSettings): MaskerSettings => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(field, 'must be an object');
  for (const key of Object.keys(value))
    if (!Object.hasOwn(noMaskerSettings, key)) throw invalid(`${field}.${key}`, 'is not a known setting');
  const { keys, values, emails } = value as Partial<Record<keyof MaskerSettings, unknown>>;
  return {
    keys: keys == null ? current.keys : readRules(`${field}.keys`, keys, maskerKeyForm, maskerKeyProblem),
    values: values == null ? current.values : readRules(`${field}.values`, values, maskerValueForm, maskerValueProblem),
    emails: emails == null ? current.emails : readBoolean(`${field}.emails`, emails),
  };
};

const readRules = (field: string, value: unknown, form: RegExp, problem: string): readonly string[] => {
  if (!Array.isArray(value) || value.length > maxRules)
    throw invalid(field, `must be a list of at most ${maxRules} texts`);
  value.forEach((rule, index) => {
    if (typeof rule !== 'string' || !form.test(rule)) throw invalid(`${field}.${index}`, problem);
  });
  return [...new Set(value as string[])];
};

const readBoolean = (field: string, value: unknown): boolean => {
  if (typeof value !== 'boolean') throw invalid(field, 'must be true or false');
  return value;
};
