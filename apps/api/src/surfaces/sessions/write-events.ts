import { once } from 'node:events';
import type { EventsEnd, OpenedEvents, SessionEvent } from '@debrief/sessions';
import type { Response } from 'express';

export interface EventsAnswer {
  readonly opened: OpenedEvents;
  /** Null: the whole list was asked for. */
  readonly limit: number | null;
  readonly offset: number;
  toItem(event: SessionEvent): object;
  /** What stands beside the events. */
  readonly beside?: object;
}

/**
 * Streams `{"success", "sessionId", "traces", "traceIds", "pagination"}` run by run while the socket drains: a session may be larger than
 * what is held in memory (sessions.md §4).
 */
export const writeEvents = async (response: Response, answer: EventsAnswer): Promise<void> => {
  const { opened, limit, offset, toItem, beside = {} } = answer;
  let separator = '';
  const begin = (): void => {
    const head = JSON.stringify({ success: true, sessionId: opened.sessionId }).slice(0, -1);
    response.status(200).type('application/json').write(`${head},"traces":[`);
  };
  // Past the first byte no header can say that the total is a lower bound.
  if (limit === null && opened.mayBeEstimated) response.setHeader('X-Total-Estimated', 'true');
  const held: SessionEvent[] = [];
  const end = await opened.read(async (events) => {
    if (limit !== null) return held.push(...events) > 0;
    if (!response.headersSent) begin();
    for (let from = 0; from < events.length; from += eventsAtOnce) {
      const text = events.slice(from, from + eventsAtOnce).map((event) => JSON.stringify(toItem(event)));
      await drained(response, separator + text.join());
      separator = ',';
    }
    return !response.destroyed;
  });
  if (response.destroyed) return;
  if (limit !== null && end.isEstimated) response.setHeader('X-Total-Estimated', 'true');
  if (!response.headersSent) begin();
  const rest = { traceIds: opened.traceIds, ...beside, pagination: paginationOf(end, limit, offset) };
  response.end(`${held.map((event) => JSON.stringify(toItem(event))).join()}],${JSON.stringify(rest).slice(1)}`);
};

const eventsAtOnce = 100;

const drained = async (response: Response, text: string): Promise<void> => {
  if (!response.write(text) && !response.destroyed)
    await Promise.race([once(response, 'drain'), once(response, 'close')]);
};

const paginationOf = ({ total, nextCursor }: EventsEnd, limit: number | null, offset: number) => ({
  total,
  limit,
  offset,
  nextCursor,
});
