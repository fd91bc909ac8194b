import { invalid } from '@debrief/kernel';
import { noMaskerSettings, readMaskerSettings, type MaskerSettings } from './masker-settings';

/** What the `settings` column of a workspace or project holds. Absent: the default. */
export interface Settings {
  readonly masker?: MaskerSettings;
}

/**
 * The settings after a PATCH: what is sent replaces what stands, `null` and absent keep it.
 * @throws INVALID naming any setting that is unknown or wrong, e.g. `settings.plan`
 */
export const readSettings = (patch: unknown, current: Settings): Settings => {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch))
    throw invalid('settings', 'must be an object');
  let settings = current;
  for (const [key, value] of Object.entries(patch)) {
    if (key !== 'masker') throw invalid(`settings.${key}`, 'is not a known setting');
    if (value !== null)
      settings = {
        ...settings,
        masker: readMaskerSettings('settings.masker', value, current.masker ?? noMaskerSettings),
      };
  }
  return settings;
};
