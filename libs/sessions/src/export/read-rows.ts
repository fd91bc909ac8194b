import { type EventFilter, toEventTest } from '../listing/event-filter';
import type { SessionEvent } from '../session-event';
import type { SessionRun } from '../session-reader';

/** Events handed over at a time. */
const rowsAtOnce = 200;

/** Events of many sessions whose number is known before they are read. */
export interface ExportedRows {
  readonly rows: number;
  /** There are more than were asked for, or than is read of one run. */
  readonly isTruncated: boolean;
  /** In order: sessions by start, then by position. @throws Error where what was counted is not what is there */
  read(): AsyncGenerator<SessionEvent[]>;
}

/**
 * Counts the events that pass, up to the limit. Runs are gone through once to count and once more to read: what must be told before the
 * first row would else have to be held until the last.
 */
export const readRows = async (
  walk: () => AsyncIterable<SessionRun>,
  { filter, limit }: { readonly filter: EventFilter; readonly limit: number },
): Promise<ExportedRows> => {
  const isWanted = toEventTest(filter);
  let found = 0;
  let isCut = false;
  for await (const { events, isTruncated } of walk()) {
    isCut ||= isTruncated;
    for (const event of events) if (isWanted(event)) found += 1;
    if (found > limit) break;
  }
  const rows = Math.min(found, limit);
  return {
    rows,
    isTruncated: isCut || found > limit,
    async *read() {
      let left = rows;
      if (left === 0) return;
      for await (const { events } of walk()) {
        const wanted = events.filter(isWanted).slice(0, left);
        for (let from = 0; from < wanted.length; from += rowsAtOnce) yield wanted.slice(from, from + rowsAtOnce);
        left -= wanted.length;
        if (left === 0) return;
      }
      throw new Error(`an export ended ${left} rows early`);
    },
  };
};
