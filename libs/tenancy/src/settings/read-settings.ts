import { invalid } from '@debrief/kernel';
import {
  type DetectorSettings,
  noDetectorSettings,
  readDetectors,
  readIncidentThreshold,
  readThresholds,
} from './detector-settings';
import { readSlowMs } from './http-settings';
import { readAllowedOrigins } from './allowed-origins';
import { readAllowedHosts } from './allowed-hosts';
import { noMaskerSettings, readMaskerSettings, type MaskerSettings } from './masker-settings';
import { type PriceSetting, readPrices } from './price-settings';

/** What the `settings` column of a workspace or project holds. Absent: the default. */
export interface Settings {
  readonly masker?: MaskerSettings;
  readonly detectors?: DetectorSettings;
  readonly incident_threshold?: number;
  /** Above how many milliseconds an HTTP request counts as slow. */
  readonly http_slow_ms?: number;
  /** Origins of pages that may report HTTP requests; `*`: any. */
  readonly allowed_origins?: readonly string[];
  /** Limits of the rules that look at sessions; absent: the rule's default. */
  readonly session_thresholds?: Readonly<Record<string, number>>;
  /** The only hosts that may be called on the workspace's behalf; empty: any that the operator allows. */
  readonly allowed_outbound_hosts?: readonly string[];
  /** What models cost the workspace, before the product's list. */
  readonly prices?: readonly PriceSetting[];
}

type Readers = { readonly [K in keyof Settings]-?: (value: unknown, current: Settings) => NonNullable<Settings[K]> };

const readers: Readers = {
  masker: (value, { masker }) => readMaskerSettings('settings.masker', value, masker ?? noMaskerSettings),
  detectors: (value, { detectors }) => readDetectors('settings.detectors', value, detectors ?? noDetectorSettings),
  incident_threshold: (value) => readIncidentThreshold('settings.incident_threshold', value),
  http_slow_ms: (value) => readSlowMs('settings.http_slow_ms', value),
  allowed_origins: (value) => readAllowedOrigins('settings.allowed_origins', value),
  session_thresholds: (value, { session_thresholds }) =>
    readThresholds('settings.session_thresholds', value, session_thresholds ?? {}),
  allowed_outbound_hosts: (value) => readAllowedHosts('settings.allowed_outbound_hosts', value),
  prices: (value) => readPrices('settings.prices', value),
};

/** What each of the two may set. */
const known = {
  workspace: ['masker', 'allowed_outbound_hosts', 'prices'],
  project: ['masker', 'detectors', 'incident_threshold', 'session_thresholds', 'http_slow_ms', 'allowed_origins'],
} as const satisfies Record<string, readonly (keyof Settings)[]>;

/**
 * The settings after a PATCH: what is sent replaces what stands, `null` and absent keep it.
 * @throws INVALID naming any setting that is unknown or wrong, e.g. `settings.plan`
 */
export const readSettings = (owner: keyof typeof known, patch: unknown, current: Settings): Settings => {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch))
    throw invalid('settings', 'must be an object');
  let settings = current;
  for (const [key, value] of Object.entries(patch)) {
    const name = known[owner].find((one) => one === key);
    if (name === undefined) throw invalid(`settings.${key}`, 'is not a known setting');
    if (value !== null) settings = { ...settings, [name]: readers[name](value, current) };
  }
  return settings;
};
