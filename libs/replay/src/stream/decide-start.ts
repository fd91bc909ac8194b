import { invalid } from '@debrief/kernel';
import type { ResumePoint } from './parse-resume';
import type { StreamHead } from './stream.queries';

export type ResetReason = 'position_in_future' | 'position_expired';

/** Sent in seq order before the records after `from`: one trace, or (`traceId` null) the traces with an event in the last hour. */
export interface Backfill {
  readonly traceId: string | null;
  readonly aboveSeq: number;
}

export interface Start {
  /** Records above this position follow. */
  readonly from: number;
  /** How far the ledger went when this was decided. */
  readonly head: number;
  readonly backfill: Backfill | null;
  readonly reset: ResetReason | null;
}

/**
 * What a stream sends first (native.md §6, the table of resume values).
 * @param resume an event's own position has been looked up already
 * @param followed the one trace that the stream shows, if it shows one
 */
export const decideStart = (
  resume:
    | Exclude<ResumePoint, { at: 'event' }>
    | { readonly at: 'unknown event'; readonly traceId: string; readonly seq: number },
  head: StreamHead,
  followed: string | null,
): Start => {
  const fromHead = (backfill: Backfill | null): Start => ({
    from: head.position,
    head: head.position,
    backfill,
    reset: null,
  });
  switch (resume.at) {
    case 'nothing':
      return fromHead(followed === null ? null : { traceId: followed, aboveSeq: -1 });
    case 'seq':
      return fromHead({ traceId: followed, aboveSeq: resume.seq });
    case 'unknown event':
      return fromHead({ traceId: resume.traceId, aboveSeq: resume.seq });
    case 'position':
      return checked(resume.position, head, null);
    case 'timeline':
      if (followed === null) throw invalid('Last-Event-ID', 'belongs to a stream with session_id');
      return checked(resume.position, head, { traceId: followed, aboveSeq: resume.seq });
  }
};

const checked = (position: number, head: StreamHead, backfill: Backfill | null): Start => {
  const reset = position > head.position ? 'position_in_future' : position < head.floor ? 'position_expired' : null;
  return { from: reset ? head.position : position, head: head.position, backfill: reset ? null : backfill, reset };
};
