import type { Detection, Skipped } from '@debrief/analysis';
import type { JsonObject } from '@debrief/kernel';
import { type Outcome, truth } from './outcome';

/** What the detectors of the pack found in a run. */
export interface DetectorFindings {
  readonly detections: readonly Detection[];
  readonly skipped: readonly Skipped[];
}

/**
 * True when no detector fires: of those that are named, in any tier; with none named, of all, and suspicions do not count.
 * @param seqs steps that the findings must be about; null: the whole run
 */
export const detectorsSilent = (
  { detections, skipped }: DetectorFindings,
  labels: readonly string[],
  seqs: ReadonlySet<number> | null,
): Outcome => {
  const isMeant = ({ label }: { readonly label: string }): boolean => labels.length === 0 || labels.includes(label);
  const fired = detections
    .filter(isMeant)
    .filter(({ tier }) => labels.length > 0 || tier !== 'suspicion')
    .filter((one) => seqs === null || [one.criticalStepSeq, ...one.evidenceRefs].some((seq) => seqs.has(seq)));
  return truth(fired.length === 0, {
    detections: fired.map(toEvidence),
    // What did not run found nothing because it could not.
    skipped: labels.length === 0 ? [] : skipped.filter(isMeant).map((one) => ({ ...one })),
  });
};

const toEvidence = ({ label, tier, confidence, severity, summary, criticalStepSeq, evidenceRefs }: Detection) =>
  ({
    label,
    tier,
    confidence,
    severity,
    summary,
    criticalStepSeq,
    evidenceRefs: [...evidenceRefs],
  }) satisfies JsonObject;
