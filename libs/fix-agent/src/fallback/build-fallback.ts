import type { Evidence } from '../evidence/evidence.types';
import { newFileDiff } from './new-file-diff';
import { regressionCasePath, toRegressionCase } from './regression-case';

export interface Fallback {
  readonly summary: string;
  readonly plan: readonly string[];
  readonly diff: string;
  readonly changedFiles: readonly string[];
  readonly confidence: number;
}

/** A plan by templates is a place to begin, not a finding. */
const fallbackConfidence = 0.1;
const maxFindings = 5;

/** What is given in the place of a fix (native.md §10): a plan from the detections, and the incident's regression case as a new file. */
export const buildFallback = (evidence: Evidence, allowedPaths: readonly string[]): Fallback => {
  const path = regressionCasePath(evidence, allowedPaths);
  return {
    summary: `No fix was proposed. The plan names what the detectors found; the diff only adds the regression case of "${evidence.incident.title}".`,
    plan: toPlan(evidence, path),
    diff: newFileDiff(path, toRegressionCase(evidence)),
    changedFiles: [path],
    confidence: fallbackConfidence,
  };
};

const toPlan = ({ incident, session_id, detections }: Evidence, path: string): string[] => {
  const step = incident.critical_step_seq;
  const run = session_id === null ? 'a failing run' : `run ${session_id}`;
  return [
    `Replay ${run}${step === null ? '' : ` up to step ${step}`}; it fails with ${incident.label}.`,
    ...(incident.root_cause === null ? [] : [`Start from the root cause: ${incident.root_cause}`]),
    ...detections
      .slice(0, maxFindings)
      .map((one) => `Look at step ${one.critical_step_seq} (${one.label}): ${one.summary}`),
    `Add a safeguard in the agent before that step, so that it stops or asks instead.`,
    `Keep ${path} as a regression case: ${incident.label} must not come back.`,
  ];
};
