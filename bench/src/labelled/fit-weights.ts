import { type RankingWeights, stepFeatures } from '../../../libs/analysis/src/critical-step/step-features';
import type { RunShape } from '../../../libs/analysis/src/critical-step/run-shape';
import type { TrainingRun } from './training-run';

/** Strength of the pull towards 0, as so many runs' worth of it. Few dialogues are labelled: their few weights may move further. */
const ridge: Readonly<Record<RunShape, number>> = { group: 3, orchestrated: 2, dialogue: 0.1 };
/**
 * The ridge pulls to 0, but what a detector proved to 2: labelled runs hold next to none of what the defect tier finds, so that its
 * weight is set, not learned. Evidence never speaks for a step: these weights stay at 0 or above.
 */
const centres: Readonly<Record<string, number>> = { proved: 2 };
const evidence: ReadonlySet<string> = new Set(['proved', 'blame']);
const rounds = 150;
const rate = 0.3;
const momentum = 0.9;

/**
 * Fits the weights of each shape: a conditional logit (softmax over the steps of a run, likelihood of the marked step) with a ridge,
 * by gradient ascent with momentum from 0. No randomness: same runs, same weights.
 */
export const fitWeights = (runs: readonly TrainingRun[]): RankingWeights => {
  const fitted = Object.entries(stepFeatures).map(([shape, features]) => {
    const names = Object.keys(features);
    const ofShape = runs.filter((run) => run.shape === shape);
    const weights = fitShape(ofShape, names, ridge[shape as RunShape]);
    return [shape, Object.fromEntries(names.map((name, index) => [name, Number(weights[index]?.toFixed(3))]))];
  });
  return Object.fromEntries(fitted) as RankingWeights;
};

const fitShape = (runs: readonly TrainingRun[], names: readonly string[], pull: number): Float64Array => {
  const centre = Float64Array.from(names, (name) => centres[name] ?? 0);
  const least = Float64Array.from(names, (name) => (evidence.has(name) ? 0 : -Infinity));
  const weights = Float64Array.from(centre);
  const speed = new Float64Array(names.length);
  if (runs.length === 0) return weights;
  for (let round = 0; round < rounds; round += 1) {
    const ahead = weights.map((weight, index) => weight + momentum * (speed[index] ?? 0));
    const slope = ahead.map((weight, index) => pull * ((centre[index] ?? 0) - weight));
    for (const run of runs) addSlope(slope, run, ahead);
    for (let index = 0; index < names.length; index += 1) {
      const start = weights[index] ?? 0;
      const step = momentum * (speed[index] ?? 0) + (rate * (slope[index] ?? 0)) / runs.length;
      weights[index] = Math.max(least[index] ?? -Infinity, start + step);
      speed[index] = (weights[index] ?? 0) - start;
    }
  }
  return weights;
};

/** Adds the slope of the log likelihood of the run's marked step. */
const addSlope = (slope: Float64Array, { features, critical }: TrainingRun, weights: Float64Array): void => {
  const scores = features.map((values) => values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0));
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  for (const [step, values] of features.entries()) {
    const share = (step === critical ? 1 : 0) - (powers[step] ?? 0) / total;
    for (const [index, value] of values.entries()) slope[index] = (slope[index] ?? 0) + share * value;
  }
};
