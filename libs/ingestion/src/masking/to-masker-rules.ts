import type { MaskerSettings } from '@debrief/tenancy';
import type { MaskerRules } from './masker-rules';

/** What several settings (the workspace's, the project's) come to in one masker. */
export const toMaskerRules = (settings: readonly MaskerSettings[]): MaskerRules => ({
  keys: settings.flatMap((one) => one.keys),
  patterns: settings.flatMap((one) => one.values.map((pattern) => ({ name: 'custom', pattern }))),
  maskEmails: settings.some((one) => one.emails),
});
