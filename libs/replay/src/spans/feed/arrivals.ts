import { type EventCommit, parseMultirange } from '../../positions';

/** A commit of events to a run, as the ledger has it. */
export interface Arrival extends EventCommit {
  readonly traceId: string;
}

/** An event at its place in the workspace's order. */
export interface ArrivedEvent {
  readonly traceId: string;
  readonly seq: number;
  readonly position: number;
}

/**
 * The events of some commits below a position, the newest first, so many at most.
 * @param commits in falling order of their positions
 */
export const newestFirst = (commits: readonly Arrival[], below: number, limit: number): ArrivedEvent[] => {
  const events: ArrivedEvent[] = [];
  for (const { traceId, firstPosition, seqs } of commits) {
    const ranges = parseMultirange(seqs);
    let next = firstPosition + ranges.reduce((sum, [low, high]) => sum + high - low, 0);
    for (const [low, high] of ranges.toReversed()) {
      for (let seq = high - 1; seq >= low; seq -= 1) {
        next -= 1;
        if (next >= below) continue;
        if (events.length === limit) return events;
        events.push({ traceId, seq, position: next });
      }
    }
  }
  return events;
};
