import { type CursorBond, Cursors, Database, type Page, type PageRequest, toPage } from '@debrief/infra';
import { locateTrace, type TraceRow } from '@debrief/ingestion';
import { isJsonObject, parseJson, type Scope } from '@debrief/kernel';
import { narrowToProject } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { type EventHome, toEventJson } from './event-json';
import { type CassetteEntry, pairToolCalls, type ToolEvent } from './pair-tool-calls';
import { positionsOf } from './positions';
import { listCommits, listEvents, listTraces } from './replay.queries';
import type { EventFilters, TimelinePage, TraceFilters, TraceSort } from './replay.types';

/** Events of one page of a timeline: bounds what a read holds in memory. */
const pageSize = 500;
/** A timeline that is asked for without a limit ends here, with a cursor for the rest. */
export const wholeTimelineLimit = 10_000;

/** Reads runs back: lists of traces, a trace, its timeline, its tool calls. */
@Injectable()
export class ReplayService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Newest first by `sort`, ties by id.
   * @throws DomainError MALFORMED `invalid_cursor`; FORBIDDEN `scope_mismatch` for a project that the caller may not use
   */
  async listTraces(scope: Scope, filters: TraceFilters, sort: TraceSort, page: PageRequest): Promise<Page<TraceRow>> {
    const bond: CursorBond = { workspaceId: scope.workspaceId, list: 'traces', filters: { ...filters, sort } };
    const after = this.cursors.open(bond, page.cursor);
    const boundary = after && { at: new Date(Number(after[0])), id: String(after[1]) };
    const rows = await this.database.inWorkspace(scope, async (tx) => {
      const projectId = await narrowToProject(tx, scope, filters.project);
      return listTraces(tx, { ...filters, projectId }, { sort, after: boundary, limit: page.limit + 1 });
    });
    const momentOf = (row: TraceRow): Date =>
      sort === 'started_at' ? row.startedAt : (row.lastEventAt ?? row.startedAt);
    return toPage(rows, page.limit, (last) => this.cursors.seal(bond, [momentOf(last).getTime(), last.id]));
  }

  /** @throws DomainError NOT_FOUND; CONFLICT `ambiguous_id` */
  getTrace(scope: Scope, externalId: string, project?: string): Promise<TraceRow> {
    return this.database.inWorkspace(scope, (tx) => locateTrace(tx, scope, externalId, project));
  }

  /**
   * The trace's events in seq order, page after page, at most `limit` of them. Each page is read in a transaction of its own.
   * @yields pages of event JSON
   */
  async *timeline(scope: Scope, trace: TraceRow, filters: EventFilters, limit: number): AsyncGenerator<TimelinePage> {
    let left = limit;
    let afterSeq = filters.afterSeq;
    while (left > 0) {
      const wanted = Math.min(pageSize, left);
      const page = await this.readPage(scope, trace, { ...filters, afterSeq }, wanted);
      if (page.events.length > 0) yield page;
      if (page.events.length < wanted) return;
      left -= wanted;
      afterSeq = page.lastSeq;
    }
  }

  /** Where a timeline goes on after `lastSeq`: null when nothing follows. */
  async cursorAfter(scope: Scope, trace: TraceRow, filters: EventFilters, lastSeq: number): Promise<string | null> {
    const following = await this.database.inWorkspace(scope, (tx) =>
      listEvents(tx, trace.id, { ...filters, afterSeq: lastSeq }, 1),
    );
    return following.length === 0 ? null : this.cursors.seal(timelineBond(trace, filters), [lastSeq]);
  }

  /** The seq after which a cursor of this timeline goes on. @throws DomainError MALFORMED `invalid_cursor` */
  openCursor(trace: TraceRow, filters: EventFilters, cursor: string | undefined): number | undefined {
    const position = this.cursors.open(timelineBond(trace, filters), cursor);
    return position && Number(position[0]);
  }

  /** The trace's tool calls with their results, in order: what a replay answers from. */
  async cassette(scope: Scope, trace: TraceRow): Promise<CassetteEntry[]> {
    const events: ToolEvent[] = [];
    let afterSeq: number | undefined;
    for (;;) {
      const rows = await this.database.inWorkspace(scope, (tx) =>
        listEvents(tx, trace.id, { afterSeq, types: ['tool_call', 'tool_result'] }, pageSize),
      );
      for (const { seq, type, payload } of rows) {
        const parsed = parseJson(payload);
        if (isJsonObject(parsed)) events.push({ seq, type, payload: parsed });
      }
      if (rows.length < pageSize) return pairToolCalls(events);
      afterSeq = rows.at(-1)?.seq;
    }
  }

  private async readPage(scope: Scope, trace: TraceRow, filters: EventFilters, limit: number): Promise<TimelinePage> {
    return this.database.inWorkspace(scope, async (tx) => {
      const rows = await listEvents(tx, trace.id, filters, limit);
      const low = rows[0]?.seq ?? 0;
      const high = rows.at(-1)?.seq ?? 0;
      const positions =
        rows.length === 0
          ? new Map<number, number>()
          : positionsOf(await listCommits(tx, trace.id, low, high), low, high);
      const home: EventHome = trace;
      return { events: rows.map((row) => toEventJson(row, home, positions.get(row.seq) ?? null)), lastSeq: high };
    });
  }
}

const timelineBond = (trace: TraceRow, { beforeSeq, types }: EventFilters): CursorBond => ({
  workspaceId: trace.workspaceId,
  list: `timeline/${trace.id}`,
  filters: { beforeSeq, types: types?.join() },
});
