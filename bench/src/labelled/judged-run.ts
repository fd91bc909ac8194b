import { analyzeRun, type DetectorSettings, type Verdict } from '@debrief/analysis';
import type { LabelledRun } from './labelled-run';
import { stepOf } from './to-native-events';
import { toRun } from './to-run';

/** A labelled run and what the product made of it, in the steps of the labels. */
export interface JudgedRun {
  readonly labelled: LabelledRun;
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
  const candidates = [...new Set(verdict.candidates.map(({ seq }) => stepOf(seq)))];
  return { labelled, verdict, candidates, eventCount: run.events.length, refused, milliseconds };
};
