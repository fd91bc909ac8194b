import { analyzeRun, type Candidate, type DetectorSettings, type Run, type Verdict } from '@debrief/analysis';
import type { LabelledRun } from './labelled-run';
import { stepOf } from './to-native-events';
import { toRun } from './to-run';

/** A labelled run and what the product made of it, in the steps of the labels. */
export interface JudgedRun {
  readonly labelled: LabelledRun;
  readonly run: Run;
  readonly verdict: Verdict;
  /** Steps of the candidates, best first. */
  readonly candidates: readonly number[];
  readonly eventCount: number;
  /** Events that the decoder did not take. */
  readonly refused: number;
  readonly milliseconds: number;
}

const settings: DetectorSettings = { disabled: [], thresholds: {} };

export const judge = (labelled: LabelledRun): JudgedRun => {
  const { run, refused } = toRun(labelled);
  const startedAt = performance.now();
  const verdict = analyzeRun(run, settings);
  const milliseconds = performance.now() - startedAt;
  const candidates = stepsOf(verdict.candidates);
  return { labelled, run, verdict, candidates, eventCount: run.events.length, refused, milliseconds };
};

/** The same run with another ranking. */
export const withCandidates = (judged: JudgedRun, candidates: readonly Candidate[]): JudgedRun => ({
  ...judged,
  candidates: stepsOf(candidates),
  verdict: { ...judged.verdict, candidates, responsibleAgent: candidates[0]?.agent ?? null },
});

const stepsOf = (candidates: readonly Candidate[]): number[] => [...new Set(candidates.map(({ seq }) => stepOf(seq)))];
