import { invalid } from '@debrief/kernel';

/** Which detectors run over a project's runs, and with what limits. */
export interface DetectorSettings {
  /** Labels that are switched off. */
  readonly disabled: readonly string[];
  /** `<label>.<threshold>` → value; absent: the detector's default. */
  readonly thresholds: Readonly<Record<string, number>>;
}

export const noDetectorSettings: DetectorSettings = { disabled: [], thresholds: {} };

const maxEntries = 100;
const labelForm = /^[a-z][a-z0-9_]{0,63}$/;
const thresholdForm = /^[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}$/;

/**
 * Reads detector settings out of a request; an absent part keeps what stands. A threshold of `null` goes back to the default.
 * @throws INVALID naming the part, e.g. `settings.detectors.thresholds.retry_storm.calls`
 */
export const readDetectors = (field: string, value: unknown, current: DetectorSettings): DetectorSettings => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(field, 'must be an object');
  for (const key of Object.keys(value))
    if (!Object.hasOwn(noDetectorSettings, key)) throw invalid(`${field}.${key}`, 'is not a known setting');
  const { disabled, thresholds } = value as Partial<Record<keyof DetectorSettings, unknown>>;
  return {
    disabled: disabled == null ? current.disabled : readLabels(`${field}.disabled`, disabled),
    thresholds:
      thresholds == null ? current.thresholds : readThresholds(`${field}.thresholds`, thresholds, current.thresholds),
  };
};

/** From which confidence a detection opens an incident: 0 to 1. */
export const readIncidentThreshold = (field: string, value: unknown): number => {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) throw invalid(field, 'must be a number from 0 to 1');
  return value;
};

const readLabels = (field: string, value: unknown): readonly string[] => {
  if (!Array.isArray(value) || value.length > maxEntries)
    throw invalid(field, `must be a list of at most ${maxEntries} labels`);
  value.forEach((label, index) => {
    if (typeof label !== 'string' || !labelForm.test(label)) throw invalid(`${field}.${index}`, 'is not a label');
  });
  return [...new Set(value as string[])].sort();
};

/**
 * Limits of rules, `<rule>.<threshold>` → value. A limit of `null` goes back to the default.
 * @throws INVALID naming the limit
 */
export const readThresholds = (
  field: string,
  value: unknown,
  current: DetectorSettings['thresholds'],
): DetectorSettings['thresholds'] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(field, 'must be an object');
  const thresholds = new Map(Object.entries(current));
  for (const [name, limit] of Object.entries(value as Record<string, unknown>)) {
    if (!thresholdForm.test(name)) throw invalid(`${field}.${name}`, 'must be named <label>.<threshold>');
    if (limit === null) thresholds.delete(name);
    else if (typeof limit === 'number' && Number.isFinite(limit) && limit >= 0) thresholds.set(name, limit);
    else throw invalid(`${field}.${name}`, 'must be a number from 0 up');
  }
  if (thresholds.size > maxEntries) throw invalid(field, `must have at most ${maxEntries} entries`);
  return Object.fromEntries([...thresholds].sort(([a], [b]) => (a < b ? -1 : 1)));
};
