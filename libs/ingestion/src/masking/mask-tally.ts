/** Rule → how many strings, or parts of strings, it masked. */
export type MaskCounts = Record<string, number>;

/** Counts masks by rule; allocates only when there is something to count. */
export class MaskTally {
  counts: MaskCounts | null = null;

  add(rule: string, times = 1): void {
    this.counts ??= {};
    this.counts[rule] = (this.counts[rule] ?? 0) + times;
  }

  addAll(counts: MaskCounts | null): void {
    for (const [rule, times] of Object.entries(counts ?? {})) this.add(rule, times);
  }
}
