/** Outcomes of the same cases before and after a change: how many pairs of each kind. */
export interface PairCounts {
  readonly bothFail: number;
  /** Failed before, passes after. */
  readonly onlyBeforeFails: number;
  /** Passed before, fails after. */
  readonly onlyAfterFails: number;
  readonly bothPass: number;
}

export const pairTotal = ({ bothFail, onlyBeforeFails, onlyAfterFails, bothPass }: PairCounts): number =>
  bothFail + onlyBeforeFails + onlyAfterFails + bothPass;

/**
 * McNemar's exact conditional test, two-sided: given the pairs that differ, each direction is as likely as the other.
 * p = 2 · P(X ≤ the rarer direction), X ~ Binomial(differing pairs, ½), at most 1. Summed as logarithms, so that no term of many
 * thousand pairs vanishes. Fagerland, Lydersen and Laake, BMC Med Res Methodol 13:91 (2013), equation for the exact test.
 */
export const mcnemarExact = ({
  onlyBeforeFails,
  onlyAfterFails,
}: Pick<PairCounts, 'onlyBeforeFails' | 'onlyAfterFails'>): number => {
  const differing = onlyBeforeFails + onlyAfterFails;
  const rarer = Math.min(onlyBeforeFails, onlyAfterFails);
  if (2 * rarer >= differing) return 1;
  // log of C(differing, k) · 2^-differing, from k to the next by the ratio of neighbours.
  let logTerm = -differing * Math.LN2;
  const logs = [logTerm];
  for (let k = 1; k <= rarer; k += 1) {
    logTerm += Math.log((differing - k + 1) / k);
    logs.push(logTerm);
  }
  // The terms rise up to `rarer`: the last is the largest, and the sum is taken relative to it.
  const sum = logs.reduce((total, log) => total + Math.exp(log - logTerm), 0);
  return Math.min(1, 2 * Math.exp(logTerm) * sum);
};
