import type { OpenedEvents, SessionEvent } from '@debrief/sessions';
import type { Response } from 'express';
import { writeDrained } from '../../http/write-drained';

export interface EventsAnswer {
  readonly opened: OpenedEvents;
  /** Null: the whole list was asked for. */
  readonly limit: number | null;
  readonly offset: number;
  /** How an event is written, made once for the events of a run. */
  itemsOf(run: readonly SessionEvent[]): (event: SessionEvent) => object;
  /** What stands beside the events. */
  readonly beside?: object;
}

/**
 * Streams `{"success", "sessionId", "traces", "traceIds", "pagination"}` run by run while the socket drains: a session may be larger than
 * what is held in memory (sessions.md §4).
 */
export const writeEvents = async (response: Response, answer: EventsAnswer): Promise<void> => {
  const { opened, limit, offset, itemsOf, beside = {} } = answer;
  const isWhole = limit === null;
  // Past the first byte no header can say that the total is a lower bound.
  if (isWhole && opened.mayBeEstimated) response.setHeader('X-Total-Estimated', 'true');
  const writer = new ListWriter(response, JSON.stringify({ success: true, sessionId: opened.sessionId }));
  const held: string[] = [];
  const end = await opened.read(async (events, run) => {
    const toItem = itemsOf(run);
    const toText = (event: SessionEvent): string => JSON.stringify(toItem(event));
    if (!isWhole) return held.push(...events.map(toText)) > 0;
    for (let from = 0; from < events.length && !response.destroyed; from += eventsAtOnce)
      await writer.write(events.slice(from, from + eventsAtOnce).map(toText));
    return !response.destroyed;
  });
  if (response.destroyed) return;
  if (!isWhole && end.isEstimated) response.setHeader('X-Total-Estimated', 'true');
  await writer.write(held);
  const { total, nextCursor, truncated } = end;
  const cut = truncated.length > 0 && { truncatedTraceIds: truncated };
  writer.end({ traceIds: opened.traceIds, ...cut, ...beside, pagination: { total, limit, offset, nextCursor } });
};

const eventsAtOnce = 100;

/** Writes a list of events into the midst of an answer. */
class ListWriter {
  private separator = '';

  constructor(
    private readonly response: Response,
    private readonly head: string,
  ) {}

  async write(items: readonly string[]): Promise<void> {
    this.begin();
    if (items.length === 0) return;
    const { separator } = this;
    this.separator = ',';
    await writeDrained(this.response, separator + items.join());
  }

  end(rest: object): void {
    this.begin();
    this.response.end(`],${JSON.stringify(rest).slice(1)}`);
  }

  private begin(): void {
    if (this.response.headersSent) return;
    this.response
      .status(200)
      .type('application/json')
      .write(`${this.head.slice(0, -1)},"traces":[`);
  }
}
