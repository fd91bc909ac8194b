import type { OutputComparison } from './compare-output';
import { averageScores, meanOf, type ScoreFacts } from './score-averages';

/** What one run item came to. */
export interface Outcome extends OutputComparison {
  /** Of its trace and observation. */
  readonly scores: readonly ScoreFacts[];
}

/** Averages count only items of which the figure is known; null where there is none. */
export interface RunSummary {
  readonly itemCount: number;
  /** Items that have both an expected and an actual output. */
  readonly comparedCount: number;
  readonly matchCount: number;
  /** matchCount / comparedCount. */
  readonly matchRate: number | null;
  readonly avgSimilarity: number | null;
  /** By name; of numbers and booleans (1 for true). */
  readonly scores: Readonly<Record<string, number>>;
}

export const summarizeRun = (outcomes: readonly Outcome[]): RunSummary => {
  const compared = outcomes.filter(({ match }) => match !== null);
  const matchCount = compared.filter(({ match }) => match).length;
  return {
    itemCount: outcomes.length,
    comparedCount: compared.length,
    matchCount,
    matchRate: compared.length === 0 ? null : matchCount / compared.length,
    avgSimilarity: meanOf(compared.flatMap(({ similarity }) => similarity ?? [])),
    scores: averageScores(outcomes.map(({ scores }) => scores)),
  };
};
