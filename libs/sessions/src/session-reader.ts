import { Database, type WorkspaceReads } from '@debrief/infra';
import type { TraceStatus } from '@debrief/ingestion';
import { notFound, type Scope } from '@debrief/kernel';
import { getProject } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { withComparedContents } from './analysis/compared-contents';
import { RecordReader } from './reading/record-reader';
import {
  findRun,
  listRunsOfSession,
  listRunsOfSessions,
  listSessionStarts,
  type RunBoundary,
  type SessionRunRow,
  type WalkedRuns,
} from './reading/session-run.queries';
import { withoutContents } from './reading/without-contents';
import type { SessionEvent, SessionRecord, SessionTrace, SourceSurface } from './session-event';
import { type RunRecords, toSessionEvents } from './to-session-events';

const runsAtOnce = 200;
const sessionsAtOnce = 100;
/** So much of a session is held in memory, as of a run that is analysed (native.md §3). */
const recordLimits = { events: 50_000, textLength: 32 * 1024 * 1024 };

/** A session that is there. */
export interface SessionHome {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly sessionId: string;
  /** The id is no session's but that of this one run. */
  readonly onlyRun: SessionRunRow | null;
}

/** One run of a session with its events, in session order. */
export interface SessionRun {
  readonly sessionId: string;
  /** The run's place among those of its session. */
  readonly boundary: RunBoundary;
  readonly trace: SessionTrace;
  readonly events: readonly SessionEvent[];
  /** How much text it was recorded as. */
  readonly textLength: number;
  /** Only the first of its records were read. */
  readonly isTruncated: boolean;
}

/** Where a walk through a session begins: behind a run, after so many events. */
export interface WalkStart {
  readonly behind?: RunBoundary;
  readonly after: number;
}

const shapes = {
  all: (event: SessionEvent): SessionEvent => event,
  compared: withComparedContents,
  none: withoutContents,
} as const;

export interface ReadOptions {
  /** Only this run of the session, by its external id. */
  readonly traceId?: string;
  /** `none`: without what was said and asked, for rules that only count; `compared`: with no more of it than tells it apart. */
  readonly contents?: keyof typeof shapes;
}

/** Which sessions of a project are walked through; without `sessionIds` all that have a run in the period. */
export interface ProjectWalk extends Partial<WalkedRuns> {
  readonly sessionIds?: readonly string[];
}

/** Reads sessions as events of the nine types, one run in memory at a time. */
@Injectable()
export class SessionReader {
  private records: RecordReader;

  constructor(@Inject(Database) private readonly database: WorkspaceReads) {
    this.records = new RecordReader(database);
  }

  /** The same reader of the database as it was at a moment. */
  at(frozen: WorkspaceReads): SessionReader {
    const reader = new SessionReader(frozen);
    reader.records = this.records.at(frozen);
    return reader;
  }

  /**
   * Finds a session: the runs that carry the id; where there are none, the one run with that id.
   * @param project id or slug
   * @throws DomainError NOT_FOUND project, session
   */
  async locate(scope: Scope, project: string, sessionId: string): Promise<SessionHome> {
    const { workspaceId } = scope;
    return this.database.inWorkspace(scope, async (tx) => {
      const { id: projectId } = await getProject(tx, scope, project);
      const [first] = await listRunsOfSession(tx, { projectId, sessionId }, { limit: 1 });
      if (first) return { workspaceId, projectId, sessionId, onlyRun: null };
      const onlyRun = await findRun(tx, projectId, sessionId);
      if (!onlyRun) throw notFound('session', sessionId);
      return { workspaceId, projectId, sessionId, onlyRun };
    });
  }

  /**
   * A session in memory, for rules that look at all of it: up to 50,000 events, or 32 MiB of text where contents are read.
   * @param project id or slug
   * @throws DomainError NOT_FOUND project, session, trace
   */
  async readSession(
    scope: Scope,
    project: string,
    sessionId: string,
    { traceId, contents = 'all' }: ReadOptions = {},
  ): Promise<SessionRecord> {
    const traces: SessionTrace[] = [];
    const events: SessionEvent[] = [];
    let textLength = 0;
    let isTruncated = false;
    for await (const run of this.walkSession(await this.locate(scope, project, sessionId))) {
      if (traceId !== undefined && run.trace.id !== traceId) continue;
      const room = recordLimits.events - events.length;
      if (room <= 0 || textLength > recordLimits.textLength) {
        isTruncated = true;
        break;
      }
      traces.push(run.trace);
      for (const event of run.events.slice(0, room)) events.push(shapes[contents](event));
      if (contents === 'all') textLength += run.textLength;
      isTruncated ||= run.isTruncated || run.events.length > room;
    }
    if (traceId !== undefined && traces.length === 0) throw notFound('trace', traceId);
    return { sessionId, traces, events, isTruncated };
  }

  /** The runs of a session without their events, by start. */
  async *listRuns(home: SessionHome, behind?: RunBoundary): AsyncGenerator<SessionRunRow[]> {
    if (home.onlyRun !== null) {
      if (behind === undefined) yield [home.onlyRun];
      return;
    }
    for (let after = behind; ;) {
      const runs = await this.database.inWorkspace(home, (tx) =>
        listRunsOfSession(tx, home, { after, limit: runsAtOnce }),
      );
      if (runs.length > 0) yield runs;
      if (runs.length < runsAtOnce) return;
      after = runs.at(-1);
    }
  }

  /** Goes through the runs of a session by start. @param asOf what came later is left out */
  async *walkSession(home: SessionHome, start: WalkStart = { after: 0 }, asOf?: Date): AsyncGenerator<SessionRun> {
    const { sessionId } = home;
    let { after } = start;
    for await (const runs of this.listRuns(home, start.behind)) {
      const read = this.records.eachRun(runs, asOf, (records, run): SessionRun => {
        const events = toSessionEvents(records, { sessionId, after });
        after += events.length;
        return toSessionRun(run, sessionId, records, events);
      });
      yield* read;
    }
  }

  /**
   * Goes through sessions of a project by their start (in the period, where one is given), and through the runs of each. What comes
   * while it goes on is left out.
   * @param project id or slug
   * @throws DomainError NOT_FOUND project, or a session that is named; before anything is yielded
   */
  async *walkProject(scope: Scope, project: string, walk: ProjectWalk = {}): AsyncGenerator<SessionRun> {
    const period: WalkedRuns = { from: walk.from, to: walk.to, asOf: walk.asOf ?? new Date() };
    for await (const homes of this.sessionsOf(scope, project, period, walk.sessionIds))
      for await (const run of this.walkSessions(homes, period.asOf))
        if (run.events.length > 0 && isWithin(run.trace.startedAt, period)) yield run;
  }

  /** Goes through some sessions: those of few runs are read together, since most have one small run and a page holds many. */
  private async *walkSessions(homes: readonly SessionHome[], asOf: Date): AsyncGenerator<SessionRun> {
    const [first] = homes;
    if (!first) return;
    const named = homes.filter(({ onlyRun }) => onlyRun === null).map(({ sessionId }) => sessionId);
    const listed = await this.database.inWorkspace(first, (tx) =>
      listRunsOfSessions(tx, { projectId: first.projectId, sessionIds: named }, runsAtOnce + 1),
    );
    const runsOf = Map.groupBy(listed, ({ sessionId }) => sessionId);
    let together: SessionRunRow[] = [];
    for (const home of homes) {
      const runs = home.onlyRun === null ? (runsOf.get(home.sessionId) ?? []) : undefined;
      if (runs && runs.length <= runsAtOnce) {
        together.push(...runs);
        continue;
      }
      yield* this.readWhole(together, asOf);
      together = [];
      yield* this.walkSession(home, { after: 0 }, asOf);
    }
    yield* this.readWhole(together, asOf);
  }

  /** @param runs all of each of some sessions, session by session */
  private readWhole(runs: readonly SessionRunRow[], asOf: Date): AsyncGenerator<SessionRun> {
    let last = { sessionId: '', after: 0 };
    return this.records.eachRun(runs, asOf, (records, run): SessionRun => {
      const { sessionId } = run;
      const events = toSessionEvents(records, last.sessionId === sessionId ? last : { sessionId, after: 0 });
      last = { sessionId, after: (last.sessionId === sessionId ? last.after : 0) + events.length };
      return toSessionRun(run, sessionId, records, events);
    });
  }

  private async *sessionsOf(
    scope: Scope,
    project: string,
    period: WalkedRuns,
    sessionIds: readonly string[] | undefined,
  ): AsyncGenerator<SessionHome[]> {
    if (sessionIds !== undefined) {
      yield await this.locateAll(scope, project, [...new Set(sessionIds)]);
      return;
    }
    const { workspaceId } = scope;
    const projectId = await this.database.inWorkspace(scope, async (tx) => (await getProject(tx, scope, project)).id);
    for (let after: RunBoundary | undefined; ;) {
      const starts = await this.database.inWorkspace(scope, (tx) =>
        listSessionStarts(tx, projectId, period, { after, limit: sessionsAtOnce }),
      );
      yield starts.map(({ sessionId }) => ({ workspaceId, projectId, sessionId, onlyRun: null }));
      if (starts.length < sessionsAtOnce) return;
      after = starts.at(-1);
    }
  }

  /** Named sessions, by the start of their first run. */
  private async locateAll(scope: Scope, project: string, ids: readonly string[]): Promise<SessionHome[]> {
    const found: { readonly home: SessionHome; readonly first: SessionRunRow | undefined }[] = [];
    for (const id of ids) {
      const home = await this.locate(scope, project, id);
      const [first] = (await this.listRuns(home).next()).value ?? [];
      found.push({ home, first });
    }
    const startOf = (run: SessionRunRow | undefined): number => run?.startedAt.getTime() ?? 0;
    return found.sort((a, b) => startOf(a.first) - startOf(b.first)).map(({ home }) => home);
  }
}

const toSessionRun = (
  run: SessionRunRow,
  sessionId: string,
  { textLength, isTruncated }: RunRecords,
  events: readonly SessionEvent[],
): SessionRun => ({
  sessionId,
  boundary: { startedAt: run.startedAt, id: run.id },
  trace: toSessionTrace(run),
  events,
  textLength,
  isTruncated,
});

const isWithin = (startedAt: number, { from, to }: WalkedRuns): boolean =>
  (from === undefined || startedAt >= from.getTime()) && (to === undefined || startedAt < to.getTime());

export const toSessionTrace = (run: SessionRunRow): SessionTrace => ({
  id: run.externalId,
  status: run.status as TraceStatus,
  startedAt: run.startedAt.getTime(),
  endedAt: run.endedAt?.getTime() ?? null,
  surface: run.surface as SourceSurface,
  incidentIds: run.incidentIds,
});
