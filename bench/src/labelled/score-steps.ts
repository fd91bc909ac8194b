import type { JudgedRun } from './judged-run';
import { type Share, shareOf, wilson } from './wilson';

/** How well the labelled step and its agent were found. Runs without a labelled step do not count. */
export interface StepScores {
  readonly exact: Share;
  readonly within1: Share;
  readonly within3: Share;
  readonly top3: Share;
  /** Of the runs whose label names an agent. */
  readonly agent: Share;
}

export const scoreSteps = (runs: readonly JudgedRun[]): StepScores => {
  const labelled = runs.filter(({ labelled }) => labelled.critical_step !== null);
  return {
    exact: shareOf(labelled, (run) => isWithin(run, 0)),
    within1: shareOf(labelled, (run) => isWithin(run, 1)),
    within3: shareOf(labelled, (run) => isWithin(run, 3)),
    top3: shareOf(labelled, ({ labelled, candidates }) =>
      candidates.slice(0, 3).includes(labelled.critical_step ?? -1),
    ),
    agent: shareOf(
      labelled.filter(({ labelled }) => labelled.critical_agent !== null),
      ({ labelled, verdict }) => sameAgent(labelled.critical_agent, verdict.responsibleAgent),
    ),
  };
};

const isWithin = ({ labelled, candidates: [first] }: JudgedRun, steps: number): boolean =>
  first !== undefined && labelled.critical_step !== null && Math.abs(first - labelled.critical_step) <= steps;

const sameAgent = (a: string | null, b: string | null): boolean => a?.toLowerCase() === b?.toLowerCase();

/** Of several rankings of the same runs. The interval is that of so many runs, not of so many rankings. */
export const meanScores = (scores: readonly StepScores[]): StepScores => {
  const mean = (pick: (score: StepScores) => Share): Share => {
    const shares = scores.map(pick);
    const hits = shares.reduce((sum, share) => sum + share.hits, 0) / shares.length;
    return wilson(Math.round(hits * 10) / 10, shares[0]?.of ?? 0);
  };
  return {
    exact: mean(({ exact }) => exact),
    within1: mean(({ within1 }) => within1),
    within3: mean(({ within3 }) => within3),
    top3: mean(({ top3 }) => top3),
    agent: mean(({ agent }) => agent),
  };
};
