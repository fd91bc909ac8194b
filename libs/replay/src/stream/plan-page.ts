import { parseMultirange } from '../positions';
import type { StreamKind } from './stream.types';

/** A commit as the ledger tells of it. */
export interface LedgerRow {
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly kind: StreamKind;
  readonly projectId: string;
  readonly traceId: string;
  /** The trace's id as clients know it. */
  readonly externalId: string;
  /** The record's own id; null for `event` and `trace`. */
  readonly recordId: string | null;
  /** Multirange text, for kind `event`. */
  readonly seqs: string | null;
}

/** Neighbouring events of one commit: seqs `low` to `high` (exclusive), of which `low` stands at `position`. */
export interface EventSlice {
  readonly row: LedgerRow;
  readonly low: number;
  readonly high: number;
  readonly position: number;
}

export interface PagePlan {
  readonly slices: readonly EventSlice[];
  /** Rows of the other kinds: one record each. */
  readonly others: readonly LedgerRow[];
  /** The last position that the plan covers, when it had to stop before the end of the rows. */
  readonly cutAt: number | null;
}

/**
 * What to read of some commits: their records above a position, at most so many. A commit larger than a page is cut within.
 * @param rows in position order
 * @param aboveSeq leaves out events whose seq is not above it
 */
export const planPage = (rows: readonly LedgerRow[], after: number, most: number, aboveSeq = -1): PagePlan => {
  const slices: EventSlice[] = [];
  const others: LedgerRow[] = [];
  let left = most;
  let reached = after;
  for (const row of rows) {
    if (row.kind !== 'event') {
      if (left === 0) return { slices, others, cutAt: reached };
      others.push(row);
      left -= 1;
      reached = row.lastPosition;
      continue;
    }
    let start = row.firstPosition;
    for (const [from, to] of parseMultirange(row.seqs ?? '{}')) {
      const low = Math.max(from, aboveSeq + 1, from + (after + 1 - start));
      const high = Math.min(to, low + left);
      if (low < to && high === low) return { slices, others, cutAt: reached };
      if (low < high) {
        slices.push({ row, low, high, position: start + (low - from) });
        left -= high - low;
        reached = start + (high - 1 - from);
      }
      if (high < to && low < to) return { slices, others, cutAt: reached };
      start += to - from;
    }
  }
  return { slices, others, cutAt: null };
};
