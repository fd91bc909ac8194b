import { detectorSet } from './detectors/detector-set';
import type { Verdict } from './detection';

/** What is stored when the detectors could not run to the end: nothing was found, and the analysis says why. */
export const failedVerdict: Verdict = {
  labels: [],
  criticalStepSeq: null,
  confidence: 0,
  rootCause: null,
  detections: [],
  subjects: [],
  candidates: [],
  responsibleAgent: null,
  skipped: [],
  detectorSet,
};
