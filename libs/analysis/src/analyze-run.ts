import { rankCandidates } from './critical-step/rank-candidates';
import type { Detection, DetectorSettings, Subject, Verdict } from './detection';
import { runDetectors } from './detectors/run-detectors';
import { detectorSet } from './detectors/detector-set';
import { pointAtSpans } from './point-at-spans';
import { supportDetections } from './requests/support-detections';
import { rootCauseOf } from './root-cause';
import { errorText, textField } from './run/event-text';
import { type IndexedRun, indexRun } from './run/index-run';
import type { Run } from './run/run';

/**
 * Runs the detectors over a run and ranks the steps that may have caused what they found. Pure, and linear in the events: same run,
 * settings and detector set, byte-identical verdict. Where one of the seed's four fired, they alone say which step was critical and
 * how sure that is (native.md §8); else the ranking and the most confident finding do.
 */
export const analyzeRun = (run: Run, settings: DetectorSettings): Verdict => {
  const indexed = indexRun(run);
  const { detections: found, skipped } = runDetectors(indexed, settings);
  const detections = supportDetections(found, indexed.requests);
  // A run of one agent names it once, on the run.
  const candidates = rankCandidates(indexed, detections).map((one) => ({ ...one, agent: one.agent ?? run.agent }));
  const seed = detections.filter(({ detector }) => detector === 'seed');
  const findings = detections.filter(({ tier }) => tier !== 'suspicion');
  const criticalStepSeq =
    seed.length > 0
      ? Math.min(...seed.map((one) => one.criticalStepSeq))
      : (candidates[0]?.seq ?? failedRequestSeq(indexed));
  const deciding = seed.length > 0 ? seed : findings;
  return pointAtSpans(run.events, {
    labels: findings.map(({ label }) => label),
    criticalStepSeq,
    confidence: Math.max(0, ...deciding.map(({ confidence }) => confidence)),
    rootCause: rootCauseOf(indexed, deciding, criticalStepSeq),
    detections,
    subjects: detections.map((one) => subjectOf(indexed, one)),
    candidates,
    responsibleAgent: candidates[0]?.agent ?? null,
    skipped,
    detectorSet,
  });
};

/** Where no step of an agent can be named, a failed run points at where the first request failed for good. */
const failedRequestSeq = ({ status, requests }: IndexedRun): number | null =>
  status === 'failed'
    ? (requests.find(({ hasFailed, isRecovered, nearestSeq }) => hasFailed && !isRecovered && nearestSeq !== null)
        ?.nearestSeq ?? null)
    : null;

/** What incidents are grouped by. A result stands for the call that it answers. */
const subjectOf = (run: IndexedRun, { criticalStepSeq }: Detection): Subject => {
  const call = run.callOf.get(criticalStepSeq);
  const step = call?.call ?? run.events.find(({ seq }) => seq === criticalStepSeq);
  if (!step) return { agent: run.agent, type: 'unknown', name: null, error: null };
  return {
    agent: step.agent ?? run.agent,
    type: step.type,
    name: call?.name ?? textField(step.payload, 'action') ?? step.name,
    error: call ? call.failure : errorText(step),
  };
};
