import { type CursorBond, type CursorPosition, Cursors } from '@debrief/infra';
import { invalid, notFound, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import type { SessionEvent, SessionEventType } from '../session-event';
import { type SessionHome, SessionReader } from '../session-reader';
import { type Descendant, listDescendants } from '../tree/list-descendants';
import { SpanTree } from '../tree/span-tree';
import { type EventFilter, toEventTest } from './event-filter';
import { countLimit, type EventPlace, type ShowEvents, showEventPage, startOf } from './event-page';

/** Which part of a list of events is asked for. */
export interface EventPageRequest {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string;
}

/** A list of events that has been found and not read yet. */
export interface OpenedEvents {
  readonly sessionId: string;
  /** External ids of all runs of the session, by start. */
  readonly traceIds: readonly string[];
  /** The total will be a lower bound if there are as many events as there may be. */
  readonly mayBeEstimated: boolean;
  read(show: ShowEvents): Promise<EventsEnd>;
}

export interface EventsEnd {
  readonly total: number;
  readonly isEstimated: boolean;
  /** External ids of runs of which only the beginning was read. */
  readonly truncated: readonly string[];
  readonly nextCursor: string | null;
}

export interface ChildrenQuery {
  readonly traceId?: string;
  readonly depth: number;
  readonly types?: readonly SessionEventType[];
}

export interface SpanChildren {
  readonly span: SessionEvent | null;
  readonly children: readonly Descendant[];
  readonly total: number;
  readonly nextCursor: string | null;
}

/** Lists the events of a session, whole or in pages, and what lies in a span. */
@Injectable()
export class SessionEventsService {
  constructor(
    private readonly cursors: Cursors,
    private readonly sessions: SessionReader,
  ) {}

  /**
   * @param project id or slug
   * @throws DomainError NOT_FOUND project, session; MALFORMED `invalid_cursor`
   */
  async open(
    scope: Scope,
    { project, sessionId }: { readonly project: string; readonly sessionId: string },
    filter: EventFilter,
    page: EventPageRequest,
  ): Promise<OpenedEvents> {
    const home = await this.sessions.locate(scope, project, sessionId);
    const bond = bondOf(home, 'events', { ...filter, types: filter.types?.join() });
    const from = toPlace(this.cursors.open(bond, page.cursor));
    const traceIds: string[] = [];
    let recordCount = 0;
    for await (const runs of this.sessions.listRuns(home))
      for (const run of runs) {
        traceIds.push(run.externalId);
        recordCount += run.eventCount;
      }
    const mayStop = recordCount > countLimit;
    const asked = { ...page, from, isWanted: toEventTest(filter) };
    return {
      sessionId,
      traceIds,
      mayBeEstimated: mayStop,
      read: async (show) => {
        const runs = this.sessions.walkSession(home, startOf(from));
        const { next, ...counted } = await showEventPage(runs, asked, { mayStop, show });
        return { ...counted, nextCursor: next === undefined ? null : this.cursors.seal(bond, toPosition(next)) };
      },
    };
  }

  /**
   * What lies in a span.
   * @throws DomainError NOT_FOUND project, session, span; INVALID where several runs have the span and none is named; MALFORMED
   *   `invalid_cursor`
   */
  async children(
    scope: Scope,
    { project, sessionId, spanId }: { readonly project: string; readonly sessionId: string; readonly spanId: string },
    query: ChildrenQuery,
    page: EventPageRequest,
  ): Promise<SpanChildren> {
    const home = await this.sessions.locate(scope, project, sessionId);
    const bond = bondOf(home, `children/${spanId}`, { ...query, types: query.types?.join() });
    const lastId = this.cursors.open(bond, page.cursor)?.[0];
    const tree = await this.findTree(home, spanId, query.traceId);
    const all = listDescendants(tree, spanId, query.depth).filter(
      ({ event }) => query.types === undefined || query.types.includes(event.type),
    );
    const first = lastId === undefined ? page.offset : all.findIndex(({ event }) => event.id === lastId) + 1;
    const children = all.slice(first, first + page.limit);
    const last = children.at(-1);
    const isEnd = last === undefined || first + page.limit >= all.length;
    return {
      span: tree.spanOf(spanId),
      children,
      total: all.length,
      nextCursor: isEnd ? null : this.cursors.seal(bond, [last.event.id]),
    };
  }

  private async findTree(home: SessionHome, spanId: string, traceId: string | undefined): Promise<SpanTree> {
    let found: SpanTree | undefined;
    for await (const { trace, events } of this.sessions.walkSession(home)) {
      if (traceId !== undefined && trace.id !== traceId) continue;
      const tree = new SpanTree(events);
      if (!tree.knows(spanId)) continue;
      if (found) throw invalid('traceId', `is required: several traces of the session have a span ${spanId}`);
      found = tree;
    }
    if (!found) throw notFound('span', spanId);
    return found;
  }
}

const bondOf = (home: SessionHome, list: string, filters: Readonly<Record<string, unknown>>): CursorBond => ({
  workspaceId: home.workspaceId,
  list: `session/${home.projectId}/${list}`,
  filters: { ...filters, sessionId: home.sessionId },
});

const toPosition = ({ behind, after, eventId, position, seen }: EventPlace): CursorPosition => [
  behind?.startedAt.getTime() ?? null,
  behind?.id ?? null,
  after,
  eventId,
  position,
  seen,
];

const toPlace = (position: CursorPosition | undefined): EventPlace | undefined => {
  if (position === undefined) return undefined;
  const [startedAt, id, after, eventId, at, seen] = position;
  return {
    behind: typeof startedAt === 'number' ? { startedAt: new Date(startedAt), id: String(id) } : undefined,
    after: Number(after),
    eventId: String(eventId),
    position: Number(at),
    seen: Number(seen),
  };
};
