/** A ledger row of kind `event`: which seqs of a trace it committed, and where its positions begin. */
export interface EventCommit {
  readonly firstPosition: number;
  /** Multirange text as Postgres writes it: `{[0,50),[60,61)}`. */
  readonly seqs: string;
}

/** The half-open ranges of a multirange text of whole numbers. */
export const parseMultirange = (text: string): [number, number][] =>
  [...text.matchAll(/\[(\d+),(\d+)\)/g)].map(([, low, high]) => [Number(low), Number(high)]);

/**
 * Positions of events by seq, from their commits: a commit's first position plus the event's rank among the commit's seqs. Later
 * commits of the same seq win: a changed event has moved on.
 * @param commits in position order
 * @param low lowest seq wanted
 * @param high highest seq wanted
 */
export const positionsOf = (commits: readonly EventCommit[], low: number, high: number): Map<number, number> => {
  const positions = new Map<number, number>();
  for (const { firstPosition, seqs } of commits) {
    let rank = 0;
    for (const [start, end] of parseMultirange(seqs)) {
      const from = Math.max(start, low);
      const to = Math.min(end, high + 1);
      for (let seq = from; seq < to; seq += 1) positions.set(seq, firstPosition + rank + (seq - start));
      rank += end - start;
    }
  }
  return positions;
};
