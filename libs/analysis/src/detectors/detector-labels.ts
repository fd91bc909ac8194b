import { detectors } from './detectors';
import { seedLabels } from './seed/seed';

/** What the detectors can find, in their order. */
export const detectorLabels: readonly string[] = [...seedLabels, ...detectors.map(({ label }) => label)];
