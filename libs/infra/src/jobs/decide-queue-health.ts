/** What can be seen of the work that waits, in seconds of age; null: there is none. */
export interface QueueFacts {
  /** Since when the oldest due row of the outbox waits for a relay. */
  readonly oldestUnrelayed: number | null;
  /** Since when the oldest job in the queue waits for a worker. */
  readonly oldestWaiting: number | null;
  /** Since a worker last took or finished a job. */
  readonly lastConsumed: number | null;
}

export interface Health {
  readonly ok: boolean;
  readonly detail?: string;
}

/** Work that waits is no fault while workers are busy with other work; work that waits while nothing is consumed is one. */
export const decideQueueHealth = (
  { oldestUnrelayed, oldestWaiting, lastConsumed }: QueueFacts,
  stalledSeconds: number,
): Health => {
  const waits = Math.max(oldestUnrelayed ?? 0, oldestWaiting ?? 0);
  if (waits <= stalledSeconds) return { ok: true };
  if (lastConsumed !== null && lastConsumed <= stalledSeconds) return { ok: true };
  const consumed =
    lastConsumed === null ? 'nothing was consumed yet' : `nothing was consumed for ${Math.floor(lastConsumed)} s`;
  return { ok: false, detail: `work waits for ${Math.floor(waits)} s and ${consumed}` };
};
