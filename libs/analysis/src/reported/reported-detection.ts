import type { Detection, Subject } from '../detection';

/** A finding of somebody who looks at runs beside the detectors, e.g. an evaluator. */
export interface ReportedDetection {
  /** Its `detector` begins with `reportedBy`. */
  readonly detection: Detection;
  readonly subject: Subject;
}

/** Tells such findings from those of the detectors. */
export const reportedBy = 'evaluator:';
