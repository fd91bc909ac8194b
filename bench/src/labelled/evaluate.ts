import { defectGoal, goalsOfSets, injectionGoal, type SetGoals } from './goals';
import type { JudgedRun } from './judged-run';
import { countSkipped, type LabelScore, scoreDefects, scoreInjections, scoreLabels } from './score-labels';
import { meanScores, scoreSteps, type StepScores } from './score-steps';
import { type Share, shareOf } from './wilson';

export interface SetEvaluation {
  readonly dataset: string;
  readonly goals: SetGoals | null;
  readonly runs: number;
  readonly steps: StepScores;
  /** What the floor's rule reaches on the same runs. */
  readonly floor: Share | null;
  readonly defectsOnSuccess: Share;
  readonly injections: { readonly precision: Share; readonly recall: Share } | null;
  readonly labels: readonly LabelScore[];
}

export interface Evaluation {
  readonly sets: readonly SetEvaluation[];
  readonly overall: SetEvaluation;
  readonly skipped: Readonly<Record<string, number>>;
  readonly refusedEvents: number;
  readonly microsecondsPerEvent: number;
  /** Floors and V5 that were missed: what makes the command fail. */
  readonly failures: readonly string[];
  /** Goals that were not reached; they do not fail the command. */
  readonly missedGoals: readonly string[];
}

/** @param rankings the same runs, ranked otherwise: the scores of the critical step are then the means over them */
export const evaluate = (
  runs: readonly JudgedRun[],
  rankings: readonly (readonly JudgedRun[])[] = [runs],
): Evaluation => {
  const datasets = [...new Set(runs.map(({ labelled }) => labelled.dataset))].sort();
  const sets = datasets.map((dataset) => {
    const ofSet = (all: readonly JudgedRun[]) => all.filter(({ labelled }) => labelled.dataset === dataset);
    return evaluateSet(dataset, ofSet(runs), rankings.map(ofSet));
  });
  const overall = evaluateSet('overall', runs, rankings);
  const events = runs.reduce((sum, { eventCount }) => sum + eventCount, 0);
  const milliseconds = runs.reduce((sum, run) => sum + run.milliseconds, 0);
  return {
    sets,
    overall,
    skipped: countSkipped(runs),
    refusedEvents: runs.reduce((sum, { refused }) => sum + refused, 0),
    microsecondsPerEvent: events === 0 ? 0 : (milliseconds * 1000) / events,
    failures: [...sets.flatMap(floorFailures), ...defectFailures(overall)],
    missedGoals: sets.flatMap(missedGoalsOf),
  };
};

const evaluateSet = (
  dataset: string,
  runs: readonly JudgedRun[],
  rankings: readonly (readonly JudgedRun[])[],
): SetEvaluation => {
  const goals = Object.hasOwn(goalsOfSets, dataset) ? (goalsOfSets[dataset] ?? null) : null;
  const withStep = runs.filter(({ labelled }) => labelled.critical_step !== null);
  return {
    dataset,
    goals,
    runs: runs.length,
    steps: meanScores(rankings.map(scoreSteps)),
    floor: goals && shareOf(withStep, ({ labelled }) => goals.floor.rule(labelled) === labelled.critical_step),
    defectsOnSuccess: scoreDefects(runs),
    injections: scoreInjections(runs),
    labels: scoreLabels(runs),
  };
};

const floorFailures = ({ dataset, goals, steps: { exact }, floor }: SetEvaluation): string[] => {
  if (!goals || exact.share === null) return [];
  const bound = Math.max(goals.floor.wholeSet, floor?.share ?? 0);
  return exact.share < bound
    ? [`${goals.id} ${dataset}: exact ${show(exact.share)} is below the floor ${show(bound)}`]
    : [];
};

const defectFailures = ({ defectsOnSuccess: { share } }: SetEvaluation): string[] =>
  share !== null && share > defectGoal
    ? [`V5: the defect tier flags ${show(share)} of the successful runs, more than ${show(defectGoal)}`]
    : [];

const missedGoalsOf = ({ dataset, goals, steps, injections }: SetEvaluation): string[] => {
  const asked: [string, Share, number | undefined][] = [
    [`${goals?.id} ${dataset}: exact`, steps.exact, goals?.exact],
    [`${goals?.id} ${dataset}: agent`, steps.agent, goals?.agent],
    [`${goals?.id} ${dataset}: within 3`, steps.within3, goals?.within3],
    [`V4 ${dataset}: top 3`, steps.top3, goals?.top3],
    [
      `V6 ${dataset}: precision`,
      injections?.precision ?? steps.exact,
      injections ? injectionGoal.precision : undefined,
    ],
    [`V6 ${dataset}: recall`, injections?.recall ?? steps.exact, injections ? injectionGoal.recall : undefined],
  ];
  return asked.flatMap(([name, { share, of }, goal]) =>
    goal !== undefined && of > 0 && (share ?? 0) < goal ? [`${name} ${show(share ?? 0)}, goal ${show(goal)}`] : [],
  );
};

const show = (share: number): string => `${(share * 100).toFixed(1)} %`;
