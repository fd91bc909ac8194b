/** Version of the detectors as a set: results are reproducible by it. It changes with every change of what one of them returns. */
export const detectorSet = '2026-11.3';
