import type { RunFacts } from './run-facts';

export type Outcome = 'pass' | 'fail' | 'unknown';

/** A judgement and the one word for why: a code, with the label behind a colon where one decided. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly reason: string;
}

/** A label that no run before had fails a run after from here on (native.md §11). */
export const failingNewLabel = 0.9;

/**
 * How a recorded run went: it fails when a label of the incident fires, or it failed or aborted; it passes when it completed without
 * that. What was cut short, could not be analysed to the end, or an evaluator of the incident could not look at, is unknown.
 */
export const decideBefore = (run: RunFacts, incidentLabels: readonly string[]): Judgement => {
  const unheard = run.evaluations?.filter(({ problem }) => problem !== null) ?? [];
  const isHeard = (label: string): boolean => unheard.every((one) => one.label !== label);
  const fired = run.labels.find(({ label }) => incidentLabels.includes(label) && isHeard(label));
  if (fired) return { outcome: 'fail', reason: `label_fired: ${fired.label}` };
  if (run.status === 'failed' || run.status === 'aborted') return { outcome: 'fail', reason: `trace_${run.status}` };
  if (run.status !== 'completed') return { outcome: 'unknown', reason: `trace_${run.status}` };
  const [first] = unheard;
  if (first) return { outcome: 'unknown', reason: `${first.problem}: ${first.label}` };
  return run.isAnalysed
    ? { outcome: 'pass', reason: 'completed' }
    : { outcome: 'unknown', reason: 'analysis_incomplete' };
};

/** Labels that the regression run has seen before the change. */
export interface KnownLabels {
  readonly incident: readonly string[];
  /** Of all runs before, at any confidence: what flickers in them is not new. */
  readonly before: readonly string[];
}

/**
 * How a run after the change went: as one before it, and it fails also by a new label of high confidence.
 * @param misses tool calls that the cassette had no answer for: the run went where no recording leads, so it proves nothing
 */
export const decideAfter = (run: RunFacts, known: KnownLabels, misses: number): Judgement => {
  if (misses > 0) return { outcome: 'unknown', reason: 'cassette_miss' };
  const judgement = decideBefore(run, known.incident);
  if (judgement.outcome === 'fail') return judgement;
  const added = run.labels.find(
    ({ label, confidence }) =>
      confidence >= failingNewLabel && !known.before.includes(label) && !known.incident.includes(label),
  );
  return added ? { outcome: 'fail', reason: `new_label: ${added.label}` } : judgement;
};

/**
 * A case of several runs: all must pass. One that fails decides, whatever is unknown of the others.
 * @param attempts in order; none: nothing ran
 */
export const decideRepeats = (attempts: readonly Judgement[]): Judgement =>
  attempts.find(({ outcome }) => outcome === 'fail') ??
  attempts.find(({ outcome }) => outcome === 'unknown') ??
  attempts[0] ?? { outcome: 'unknown', reason: 'no_candidate' };
