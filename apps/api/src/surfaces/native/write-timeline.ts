import { once } from 'node:events';
import type { TraceRow } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { type EventFilters, type ReplayService, wholeTimelineLimit } from '@debrief/replay';
import type { Response } from 'express';

const maxLimit = 200;
const defaultLimit = 50;

export interface TimelineRequest {
  readonly scope: Scope;
  readonly trace: TraceRow;
  readonly filters: EventFilters;
  readonly limit?: number;
  readonly cursor?: string;
}

/**
 * Streams `{"events": […], "next_cursor": …}` page by page while the socket drains, so that a long run costs no memory. Without
 * limit and cursor it is the whole timeline, up to 10,000 events (native.md §2, endpoint 5).
 */
export const writeTimeline = async (
  response: Response,
  replay: ReplayService,
  request: TimelineRequest,
): Promise<void> => {
  const { scope, trace, cursor } = request;
  const isWhole = request.limit === undefined && cursor === undefined;
  const limit = isWhole ? wholeTimelineLimit : Math.min(request.limit ?? defaultLimit, maxLimit);
  const filters = {
    ...request.filters,
    afterSeq: replay.openCursor(trace, request.filters, cursor) ?? request.filters.afterSeq,
  };
  let written = 0;
  let lastSeq = -1;
  for await (const page of replay.timeline(scope, trace, filters, limit)) {
    if (written === 0) response.status(200).type('application/json').write('{"events":[');
    const text = (written === 0 ? '' : ',') + page.events.join();
    written += page.events.length;
    ({ lastSeq } = page);
    if (!response.write(text) && !response.destroyed)
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
    if (response.destroyed) return;
  }
  const next = written === limit ? await replay.cursorAfter(scope, trace, request.filters, lastSeq) : null;
  if (written === 0) response.status(200).type('application/json').write('{"events":[');
  response.end(`],"next_cursor":${JSON.stringify(next)}}`);
};
