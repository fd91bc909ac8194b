/** An item with the group that it belongs to, and the one that it was put in. */
export interface Placed {
  readonly truth: string;
  readonly cluster: string;
}

export interface ClusterScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Of all pairs that were put together, those that do not belong together. */
  readonly wrongMerges: number;
}

/**
 * B-cubed (Bagga and Baldwin 1998): for each item, how much of its cluster belongs with it (precision) and how much of what belongs
 * with it is in its cluster (recall), averaged over items. One merge of two large clusters costs more than many small splits.
 */
export const scoreClusters = (items: readonly Placed[]): ClusterScores => {
  const truths = countBy(items, ({ truth }) => truth);
  const clusters = countBy(items, ({ cluster }) => cluster);
  const cells = countBy(items, ({ truth, cluster }) => `${truth}\n${cluster}`);
  let [precision, recall] = [0, 0];
  for (const { truth, cluster } of items) {
    const shared = cells.get(`${truth}\n${cluster}`) ?? 0;
    precision += shared / (clusters.get(cluster) ?? 1) / items.length;
    recall += shared / (truths.get(truth) ?? 1) / items.length;
  }
  const together = pairs(clusters);
  return {
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
    wrongMerges: together === 0 ? 0 : (together - pairs(cells)) / together,
  };
};

const countBy = (items: readonly Placed[], key: (item: Placed) => string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
};

const pairs = (sizes: ReadonlyMap<string, number>): number =>
  [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
