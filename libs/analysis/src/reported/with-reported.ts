import type { Detection, Subject, Verdict } from '../detection';
import { type ReportedDetection, reportedBy } from './reported-detection';

/**
 * A verdict with what others report now, in the place of what they reported before. They say that a run failed, not where: critical step,
 * confidence and root cause stay those of the detectors.
 */
export const withReported = (verdict: Verdict, reported: readonly ReportedDetection[]): Verdict => {
  if (reported.length === 0 && !verdict.detections.some(isReported)) return verdict;
  const own = verdict.detections
    .map((detection, index) => ({ detection, subject: verdict.subjects[index] ?? unknownSubject }))
    .filter(({ detection }) => !isReported(detection));
  const all = [...own, ...reported];
  const gone = new Set(verdict.detections.filter(isReported).map(({ label }) => label));
  for (const { detection } of own) gone.delete(detection.label);
  const labels = verdict.labels.filter((label) => !gone.has(label));
  const added = reported
    .filter(({ detection }) => detection.tier !== 'suspicion')
    .map(({ detection }) => detection.label);
  return {
    ...verdict,
    labels: [...new Set([...labels, ...added])],
    detections: all.map(({ detection }) => detection),
    subjects: all.map(({ subject }) => subject),
  };
};

const isReported = ({ detector }: Detection): boolean => detector.startsWith(reportedBy);

/** An analysis from outside says nothing of its steps. */
const unknownSubject: Subject = { agent: null, type: 'unknown', name: null, error: null };
