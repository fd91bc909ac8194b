import { invalid } from '@debrief/kernel';

/** What a workspace or project masks beside the defaults. */
export interface MaskerSettings {
  /** Key names whose strings are masked, by whole words. */
  readonly keys: readonly string[];
  /** Values to mask wherever they stand; `*` stands for any run of characters. */
  readonly values: readonly string[];
  readonly emails: boolean;
}

export const noMaskerSettings: MaskerSettings = { keys: [], values: [], emails: false };

const maxRules = 100;
const maxLength = 128;

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
    keys: keys == null ? current.keys : readRules(`${field}.keys`, keys),
    values: values == null ? current.values : readRules(`${field}.values`, values),
    emails: emails == null ? current.emails : readBoolean(`${field}.emails`, emails),
  };
};

const readRules = (field: string, value: unknown): readonly string[] => {
  if (!Array.isArray(value) || value.length > maxRules)
    throw invalid(field, `must be a list of at most ${maxRules} texts`);
  for (const rule of value) {
    if (typeof rule !== 'string' || rule.trim() === '' || rule.length > maxLength) {
      throw invalid(field, `must hold texts of 1 to ${maxLength} characters`);
    }
  }
  return [...new Set(value as string[])];
};

const readBoolean = (field: string, value: unknown): boolean => {
  if (typeof value !== 'boolean') throw invalid(field, 'must be true or false');
  return value;
};
