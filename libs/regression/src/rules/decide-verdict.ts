import type { Outcome } from './decide-case';
import { mcnemarExact, type PairCounts, pairTotal } from './mcnemar';
import { type Interval, pairedInterval } from './paired-interval';
import type { FiredLabel } from './run-facts';

export const verdicts = ['inconclusive', 'regressed', 'fixed', 'improved', 'unchanged'] as const;
export type RegressionVerdict = (typeof verdicts)[number];

/** What a case comes to. `labels`: those of its runs that count, before and after. */
export interface CaseResult {
  readonly before: Outcome;
  readonly after: Outcome;
  readonly labelsBefore: readonly FiredLabel[];
  readonly labelsAfter: readonly FiredLabel[];
}

export interface Decision {
  readonly verdict: RegressionVerdict;
  readonly beforePass: number;
  readonly beforeFail: number;
  readonly afterPass: number;
  readonly afterFail: number;
  /** Labels of 0.7 or more that runs after have and no run before has, by name. */
  readonly newLabels: readonly string[];
  /** McNemar's exact test over the pairs of which both sides are known; null below ten. */
  readonly pValue: number | null;
  /** Of the change of the failure rate; null below ten pairs. */
  readonly interval: Interval | null;
}

/** From this confidence on a new label counts against a change, below what fails a case (native.md §11). */
export const notableNewLabel = 0.7;
/** From so many known pairs on a test decides; of fewer none could say much. */
export const testedPairs = 10;
const significance = 0.05;

/**
 * What a regression run shows (native.md §11), the first that holds: inconclusive, regressed, fixed, improved, unchanged. From ten
 * known pairs on nothing counts as changed that chance would bring about in one of twenty comparisons of a configuration with
 * itself: a rate has risen or fallen, and a label that flickers has newly come, only where McNemar's exact test says so.
 */
export const decideVerdict = (cases: readonly CaseResult[], incidentLabels: readonly string[]): Decision => {
  const pairs = countPairs(cases);
  const isTested = pairTotal(pairs) >= testedPairs;
  const pValue = isTested ? mcnemarExact(pairs) : null;
  const added = findNewLabels(cases, incidentLabels);
  const counts = {
    beforePass: count(cases, 'before', 'pass'),
    beforeFail: count(cases, 'before', 'fail'),
    afterPass: count(cases, 'after', 'pass'),
    afterFail: count(cases, 'after', 'fail'),
  };
  const knownAfter = counts.afterPass + counts.afterFail;
  const decide = (): RegressionVerdict => {
    if (counts.beforeFail === 0 || 2 * knownAfter < cases.length) return 'inconclusive';
    const isMoved = pValue === null || pValue < significance;
    const { onlyBeforeFails, onlyAfterFails } = pairs;
    if (isMoved && onlyAfterFails > onlyBeforeFails) return 'regressed';
    if (isMoved ? added.size > 0 : [...added.values()].some(isMoreThanChance)) return 'regressed';
    if (!isMoved) return 'unchanged';
    if (knownAfter === cases.length && counts.afterFail === 0) return 'fixed';
    return onlyBeforeFails > onlyAfterFails ? 'improved' : 'unchanged';
  };
  return {
    verdict: decide(),
    ...counts,
    newLabels: [...added.keys()].sort(),
    pValue,
    interval: isTested ? pairedInterval(pairs) : null,
  };
};

const count = (cases: readonly CaseResult[], side: 'before' | 'after', outcome: Outcome): number =>
  cases.filter((one) => one[side] === outcome).length;

const countPairs = (cases: readonly CaseResult[]): PairCounts => {
  const of = (before: Outcome, after: Outcome): number =>
    cases.filter((one) => one.before === before && one.after === after).length;
  return {
    bothFail: of('fail', 'fail'),
    onlyBeforeFails: of('fail', 'pass'),
    onlyAfterFails: of('pass', 'fail'),
    bothPass: of('pass', 'pass'),
  };
};

/** Each new label with the number of cases that have it. The incident's own are not new: where they fire the case fails. */
const findNewLabels = (cases: readonly CaseResult[], incidentLabels: readonly string[]): Map<string, number> => {
  const known = new Set([...incidentLabels, ...cases.flatMap((one) => one.labelsBefore.map(({ label }) => label))]);
  const added = new Map<string, number>();
  for (const { labelsAfter } of cases) {
    const ofCase = labelsAfter.filter(({ label, confidence }) => confidence >= notableNewLabel && !known.has(label));
    for (const label of new Set(ofCase.map((one) => one.label))) added.set(label, (added.get(label) ?? 0) + 1);
  }
  return added;
};

/** The same test for a label: no run before had it, so many after have it. */
const isMoreThanChance = (cases: number): boolean =>
  mcnemarExact({ onlyBeforeFails: 0, onlyAfterFails: cases }) < significance;
