import { type PairCounts, pairTotal } from './mcnemar';

/** Bounds of the change of the failure rate, after minus before: −1 to 1, below 0 means that fewer fail. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the standard normal distribution. */
const z = 1.959963984540054;

/**
 * The 95 % interval of the change of a rate over pairs: Newcombe's square-and-add interval with his corrected correlation.
 * R. G. Newcombe, Improved confidence intervals for the difference between binomial proportions based on paired data, Statistics in
 * Medicine 17:2635–2650 (1998), method 10. It never leaves −1 … 1, and is of use where no pair, or every pair, differs.
 */
export const pairedInterval = (counts: PairCounts): Interval => {
  const n = pairTotal(counts);
  if (n === 0) return { low: -1, high: 1 };
  const after = wilson(counts.bothFail + counts.onlyAfterFails, n);
  const before = wilson(counts.bothFail + counts.onlyBeforeFails, n);
  const phi = correlation(counts, n);
  const spread = (up: number, down: number): number => Math.sqrt(up ** 2 - 2 * phi * up * down + down ** 2);
  const change = after.rate - before.rate;
  return {
    low: change - spread(after.rate - after.low, before.high - before.rate),
    high: change + spread(after.high - after.rate, before.rate - before.low),
  };
};

/** Wilson's score interval of one rate. */
const wilson = (count: number, n: number): Interval & { readonly rate: number } => {
  const rate = count / n;
  const centre = (count + z ** 2 / 2) / (n + z ** 2);
  const half = (z / (n + z ** 2)) * Math.sqrt((count * (n - count)) / n + z ** 2 / 4);
  // At the ends the bound is exact; rounding must not put it past the rate.
  return { rate, low: Math.min(rate, Math.max(0, centre - half)), high: Math.max(rate, Math.min(1, centre + half)) };
};

/** The phi coefficient, its numerator reduced by n/2 where it is positive. */
const correlation = ({ bothFail, onlyBeforeFails, onlyAfterFails, bothPass }: PairCounts, n: number): number => {
  const product =
    (bothFail + onlyBeforeFails) *
    (onlyAfterFails + bothPass) *
    (bothFail + onlyAfterFails) *
    (onlyBeforeFails + bothPass);
  if (product === 0) return 0;
  const raw = bothFail * bothPass - onlyBeforeFails * onlyAfterFails;
  const corrected = raw > 0 ? Math.max(raw - n / 2, 0) : raw;
  return corrected / Math.sqrt(product);
};
