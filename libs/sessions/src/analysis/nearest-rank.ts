/**
 * A percentile by nearest rank: the smallest value that so much of all values does not exceed. Undefined of none.
 * @param sorted ascending
 * @param share above 0, up to 1; 0.5 is the median
 */
export const nearestRank = (sorted: readonly number[], share: number): number | undefined =>
  sorted[Math.max(Math.ceil(share * sorted.length), 1) - 1];

/** The median of all values but the one at a place, by nearest rank. */
export const medianOfOthers = (sorted: readonly number[], place: number): number | undefined => {
  const rank = Math.max(Math.ceil((sorted.length - 1) / 2), 1) - 1;
  return sorted.length < 2 ? undefined : sorted[rank < place ? rank : rank + 1];
};
