import type { Detector } from './detector';

/** The pack beside the four of the seed, in the order in which their findings are listed. */
export const detectors: readonly Detector<string>[] = [];
