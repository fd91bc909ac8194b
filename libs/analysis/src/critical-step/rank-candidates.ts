import type { Candidate, Detection } from '../detection';
import type { IndexedRun } from '../run/index-run';
import { rankingWeights } from './ranking-weights';
import { toStepContext } from './step-context';
import { type RankingWeights, scoresOf } from './step-features';

const shown = 3;

/**
 * The steps that may have caused what went wrong, three at most, best first; of equals the earlier. A step's score is its share of
 * the softmax over the steps of the run: a linear model of `stepFeatures`, with weights by the shape of the run. It ranks every
 * run, also one in which nothing went wrong. Pure; linear in the events. The method and its figures: docs/critical-step.md.
 */
export const rankCandidates = (
  run: IndexedRun,
  detections: readonly Detection[],
  weights: RankingWeights = rankingWeights,
): Candidate[] => {
  const context = toStepContext(run, detections);
  const scores = softmax(scoresOf(context, weights));
  return context.steps
    .map(({ seq, agent }, index) => ({ seq, agent: agent ?? run.agent, score: rounded(scores[index] ?? 0) }))
    .sort((a, b) => b.score - a.score || a.seq - b.seq)
    .slice(0, shown);
};

const softmax = (values: readonly number[]): number[] => {
  const highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const powers = values.map((value) => Math.exp(value - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
};

/** To four places: `Math.exp` may differ in its last bits from one machine to another. */
const rounded = (score: number): number => Math.round(score * 10_000) / 10_000;
