import type { SessionRun, WalkStart } from '../session-reader';
import type { RunBoundary } from '../reading/session-run.queries';
import type { SessionEvent } from '../session-event';

/** Filtered lists are counted up to here (README 11). */
export const countLimit = 10_000;

/** Where a page of a session's events ended. */
export interface EventPlace {
  /** The run before the one in which it ended. */
  readonly behind: RunBoundary | undefined;
  /** How many events the runs before have. */
  readonly after: number;
  readonly eventId: string;
  readonly position: number;
  /** How many events of the list stand up to here. */
  readonly seen: number;
}

export const startOf = (place: EventPlace | undefined): WalkStart =>
  place === undefined ? { after: 0 } : { behind: place.behind, after: place.after };

export interface EventPageAsked {
  readonly limit: number;
  readonly offset: number;
  readonly from: EventPlace | undefined;
  isWanted(event: SessionEvent): boolean;
}

export interface EventPageEnd {
  readonly total: number;
  /** The list goes on longer than it was counted. */
  readonly isEstimated: boolean;
  /** Runs of which only the beginning was read. */
  readonly truncated: readonly string[];
  /** Undefined: the list ends here. */
  readonly next: EventPlace | undefined;
}

/** Takes the events of a page, some at a time, with all events of their run; false: nobody listens any more. */
export type ShowEvents = (events: readonly SessionEvent[], ofRun: readonly SessionEvent[]) => Promise<boolean>;

/**
 * Goes through a session's runs and shows one page of the events that are wanted, then counts on.
 * @param mayStop a large session is counted up to `countLimit` only
 */
export const showEventPage = async (
  runs: AsyncIterable<SessionRun>,
  asked: EventPageAsked,
  { mayStop, show }: { readonly mayStop: boolean; readonly show: ShowEvents },
): Promise<EventPageEnd> => {
  const { from, isWanted } = asked;
  const first = from?.seen ?? asked.offset;
  const last = first + asked.limit;
  let seen = from?.seen ?? 0;
  let isStopped = false;
  let place: EventPlace | undefined;
  let resumed = from;
  let start: Pick<EventPlace, 'behind' | 'after'> = { behind: from?.behind, after: from?.after ?? 0 };
  const truncated: string[] = [];
  for await (const { boundary, events, trace, isTruncated } of runs) {
    if (isTruncated) truncated.push(trace.id);
    const shown: SessionEvent[] = [];
    for (const event of follow(events, resumed)) {
      if (!isWanted(event)) continue;
      if (seen >= first && seen < last) {
        shown.push(event);
        if (seen === last - 1) place = { ...start, eventId: event.id, position: event.position, seen: seen + 1 };
      }
      seen += 1;
    }
    if (shown.length > 0 && !(await show(shown, events))) break;
    isStopped = mayStop && seen > last && seen > countLimit;
    if (isStopped) break;
    resumed = undefined;
    start = { behind: boundary, after: start.after + events.length };
  }
  return { total: seen, isEstimated: isStopped, truncated, next: seen > last ? place : undefined };
};

/** What of a run's events stands behind a place in it, also where the event at that place has gone. */
const follow = (events: readonly SessionEvent[], from: EventPlace | undefined): readonly SessionEvent[] => {
  if (from === undefined) return events;
  const index = events.findIndex(({ id }) => id === from.eventId);
  return index === -1 ? events.filter(({ position }) => position > from.position) : events.slice(index + 1);
};
