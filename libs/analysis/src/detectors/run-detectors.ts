import type { Detection, DetectorSettings, Skipped } from '../detection';
import { withRequests } from '../requests/request-evidence';
import type { IndexedRun } from '../run/index-run';
import { quote } from '../run/quote';
import type { Detector, Finding } from './detector';
import { detectors } from './detectors';
import { detectSeed, seedLabels } from './seed/seed';

export interface Detected {
  readonly detections: readonly Detection[];
  readonly skipped: readonly Skipped[];
}

/** Runs the four of the seed and the pack: one detection a label, and for those that did not run the reason. */
export const runDetectors = (run: IndexedRun, { disabled, thresholds }: DetectorSettings): Detected => {
  const off = new Set(disabled);
  const detections = detectSeed(run, (label) => off.has(label));
  const skipped: Skipped[] = seedLabels
    .filter((label) => off.has(label))
    .map((label) => ({ label, reason: 'disabled' }));
  for (const one of detectors) {
    const missing = off.has(one.label) ? undefined : one.missing(run);
    if (missing !== null) {
      skipped.push({ label: one.label, reason: missing === undefined ? 'disabled' : `missing_fields: ${missing}` });
      continue;
    }
    const best = bestOf(one.detect(run, limitsOf(one, thresholds)));
    if (best) detections.push(toDetection(one, best));
  }
  return { detections, skipped };
};

const limitsOf = (one: Detector<string>, set: DetectorSettings['thresholds']): Record<string, number> =>
  Object.fromEntries(
    Object.entries(one.thresholds).map(([name, standard]) => [name, set[`${one.label}.${name}`] ?? standard]),
  );

const bestOf = (findings: readonly Finding[]): Finding | undefined => {
  let best: Finding | undefined;
  for (const one of findings)
    if (
      !best ||
      one.confidence > best.confidence ||
      (one.confidence === best.confidence && one.criticalStepSeq < best.criticalStepSeq)
    )
      best = one;
  return best;
};

const weak = 0.5;
/** What is shown of the evidence at most: the first, which led to the finding. */
const maxEvidence = 50;
const maxSummary = 400;

const toDetection = (
  { label, version, tier, severity }: Detector<string>,
  { confidence, criticalStepSeq, evidenceRefs, requests = [], summary, severity: ownSeverity }: Finding,
): Detection => {
  const refs = [...new Set(evidenceRefs)].sort((a, b) => a - b).slice(0, maxEvidence);
  const detection: Detection = {
    label,
    detector: label,
    version,
    // A weak finding is a suspicion, whatever its detector finds at its best.
    tier: confidence < weak ? 'suspicion' : tier,
    confidence,
    severity: ownSeverity ?? severity,
    evidenceRefs: refs,
    criticalStepSeq,
    summary: quote(summary, maxSummary),
    evidence: refs.map((seq) => ({ kind: 'event', seq })),
  };
  return withRequests(detection, requests);
};
