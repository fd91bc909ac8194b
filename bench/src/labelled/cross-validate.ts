import { rankCandidates } from '../../../libs/analysis/src/critical-step/rank-candidates';
import { indexRun } from '../../../libs/analysis/src/run/index-run';
import { fitWeights } from './fit-weights';
import { type JudgedRun, withCandidates } from './judged-run';
import { toTrainingRun } from './training-run';

/**
 * Ranks every run anew by weights that were fitted without it and without any run of its task. `seed` chooses the split.
 * Runs without a marked step are returned as they are.
 */
export const crossValidate = (runs: readonly JudgedRun[], folds: number, seed: number): JudgedRun[] => {
  const foldOf = assignFolds([...new Set(runs.map(({ labelled }) => labelled.group))].sort(), folds, seed);
  const training = runs.map(toTrainingRun);
  const weightsOf = Array.from({ length: folds }, (_, fold) =>
    fitWeights(training.filter((run) => run !== null).filter(({ group }) => foldOf.get(group) !== fold)),
  );
  return runs.map((judged) => {
    if (judged.labelled.critical_step === null) return judged;
    const weights = weightsOf[foldOf.get(judged.labelled.group) ?? 0];
    return withCandidates(judged, rankCandidates(indexRun(judged.run), judged.verdict.detections, weights));
  });
};

const assignFolds = (groups: readonly string[], folds: number, seed: number): Map<string, number> =>
  new Map(shuffled(groups, seed).map((group, index) => [group, index % folds]));

/** By a linear congruential generator, so that a split can be repeated. */
const shuffled = (items: readonly string[], seed: number): string[] => {
  const result = [...items];
  let state = seed;
  for (let index = result.length - 1; index > 0; index -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (index + 1);
    [result[index], result[other]] = [result[other] as string, result[index] as string];
  }
  return result;
};
