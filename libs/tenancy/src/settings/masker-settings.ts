import { invalid } from '@debrief/kernel';

/** What a workspace or project masks beside the defaults. */
export interface MaskerSettings {
  /** Key names whose strings are masked, by whole words. */
  readonly keys: readonly string[];
  /** Patterns to mask wherever they stand: literal text, `#` one digit, `?` one letter or digit, a final `*` the rest of the word. */
  readonly values: readonly string[];
  readonly emails: boolean;
}

/** A key name that the masker takes. */
export const maskerKeyForm = /^(?=.*[\p{L}\p{N}])[^\p{Cc}]{1,64}$/u;
/** A pattern that the masker takes. Printable ASCII without brackets: no rule may match inside of `[REDACTED]`. */
export const maskerValueForm = /^(?=.*[A-Za-z0-9#?])[ -)+-Z\\^-~]{3,64}\*?$/;

export const noMaskerSettings: MaskerSettings = { keys: [], values: [], emails: false };

/** Of each kind, for a workspace and for a project: both together are what the masker is built of. */
const maxRules = 25;

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
    keys: keys == null ? current.keys : readRules(`${field}.keys`, keys, maskerKeyForm),
    values: values == null ? current.values : readRules(`${field}.values`, values, maskerValueForm),
    emails: emails == null ? current.emails : readBoolean(`${field}.emails`, emails),
  };
};

const readRules = (field: string, value: unknown, form: RegExp): readonly string[] => {
  if (!Array.isArray(value) || value.length > maxRules) throw invalid(field, `must be a list of at most ${maxRules} texts`);
  value.forEach((rule: unknown, index) => {
    if (typeof rule !== 'string' || !form.test(rule)) throw invalid(`${field}.${index}`, `must match ${form.source}`);
  });
  return [...new Set(value as string[])];
};

const readBoolean = (field: string, value: unknown): boolean => {
  if (typeof value !== 'boolean') throw invalid(field, 'must be true or false');
  return value;
};
