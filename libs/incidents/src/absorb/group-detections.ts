import type { Detection, Severity, Subject, Verdict } from '@debrief/analysis';
import { decideSeverity, highestSeverity } from '../decide-incident';
import { type Failure, fingerprint } from '../fingerprint/fingerprint';
import { titleOf } from '../fingerprint/title';

/** What one run says of one fingerprint. */
export interface Group {
  readonly fingerprint: string;
  readonly label: string;
  readonly title: string;
  readonly rootCause: string;
  readonly severity: Severity;
  /** Detections. */
  readonly occurrences: number;
  /** The lowest. */
  readonly criticalStepSeq: number | null;
  /** The highest. */
  readonly confidence: number;
  /** The analysis named the incident by its id, and no detection of the run leads to it. */
  readonly isLinked: boolean;
}

const unknownStep: Subject = { agent: null, type: 'unknown', name: null, error: null };

/**
 * The groups of a verdict that join or open incidents, one for each fingerprint and in its order: detections of tier defect or symptom
 * from `threshold` up (native.md §9). An analysis from outside says nothing of its steps: then label and agent tell runs apart.
 * @param agent of the run, where the step names none
 */
export const groupDetections = (
  verdict: Verdict,
  { threshold, agent }: { readonly threshold: number; readonly agent: string | null },
): Group[] => {
  const groups = new Map<string, Group>();
  verdict.detections.forEach((detection, index) => {
    if (detection.tier === 'suspicion' || detection.confidence < threshold) return;
    const group = toGroup(verdict, detection, { agent, step: verdict.subjects[index] ?? unknownStep });
    const known = groups.get(group.fingerprint);
    groups.set(group.fingerprint, known ? join(known, group) : group);
  });
  return [...groups.values()].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
};

const toGroup = (
  verdict: Verdict,
  { label, confidence, criticalStepSeq, summary, severity }: Detection,
  { agent, step }: { readonly agent: string | null; readonly step: Subject },
): Group => {
  const failure: Failure = { label, agent: step.agent ?? agent, step };
  const isRoot = verdict.rootCause !== null && verdict.criticalStepSeq === criticalStepSeq;
  return {
    fingerprint: fingerprint(failure),
    label,
    title: titleOf(failure),
    rootCause: isRoot ? (verdict.rootCause as string) : summary,
    severity: decideSeverity({ severity, confidence }),
    occurrences: 1,
    criticalStepSeq,
    confidence,
    isLinked: false,
  };
};

const join = (a: Group, b: Group): Group => ({
  ...a,
  severity: highestSeverity(a.severity, b.severity),
  occurrences: a.occurrences + b.occurrences,
  criticalStepSeq: Math.min(a.criticalStepSeq ?? Infinity, b.criticalStepSeq ?? Infinity),
  confidence: Math.max(a.confidence, b.confidence),
});
