import type { OutputComparison } from './compare-output';
import { scoresByName } from './score-averages';
import { type Outcome, type RunSummary, summarizeRun } from './summarize-run';

/** By item; of several traces for one item the newest counts. */
export type RunOutcomes = ReadonlyMap<string, Outcome>;

/** `missing`: one of the two runs has nothing to compare for the item. */
export type Change = 'improved' | 'regressed' | 'unchanged' | 'missing';

export interface RunComparison {
  /** Items that every run has; the summaries are of these alone. */
  readonly comparedItems: number;
  /** In the order of the runs. */
  readonly summaries: readonly RunSummary[];
  readonly items: readonly ItemComparison[];
}

export interface ItemComparison {
  readonly itemId: string;
  /** In the order of the runs; null: the run does not have the item. */
  readonly results: readonly (ItemResult | null)[];
  /** Of each run but the first, against it. */
  readonly changes: readonly Change[];
}

export interface ItemResult extends OutputComparison {
  readonly scores: Readonly<Record<string, number>>;
}

/** @param runs at least one; the first is the baseline. @param itemIds in the order in which items are told */
export const compareRuns = (runs: readonly RunOutcomes[], itemIds: readonly string[]): RunComparison => {
  const shared = itemIds.filter((id) => runs.every((run) => run.has(id)));
  return {
    comparedItems: shared.length,
    summaries: runs.map((run) => summarizeRun(shared.map((id) => run.get(id)!))),
    items: itemIds.map((itemId) => {
      const [baseline, ...others] = runs.map((run) => run.get(itemId));
      return {
        itemId,
        results: [baseline, ...others].map((outcome) => (outcome ? toResult(outcome) : null)),
        changes: others.map((other) => decideChange(baseline, other)),
      };
    }),
  };
};

const toResult = ({ match, similarity, scores }: Outcome): ItemResult => ({
  match,
  similarity,
  scores: scoresByName(scores),
});

/** Similarities this close are the same: they are sums of fractions. */
const tolerance = 1e-9;

/** A match is the best that can be; else the more similar one is better. */
export const decideChange = (before: OutputComparison | undefined, after: OutputComparison | undefined): Change => {
  const from = rankOf(before);
  const to = rankOf(after);
  if (from === null || to === null) return 'missing';
  if (Math.abs(to - from) <= tolerance) return 'unchanged';
  return to > from ? 'improved' : 'regressed';
};

const rankOf = (outcome: OutputComparison | undefined): number | null => {
  if (outcome?.match === null || outcome === undefined) return null;
  return outcome.match ? 2 : (outcome.similarity ?? 0);
};
