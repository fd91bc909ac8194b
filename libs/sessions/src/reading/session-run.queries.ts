import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';

/** What of a trace its session shows and reads it by. */
export interface SessionRunRow {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly id: string;
  readonly externalId: string;
  readonly sessionId: string;
  readonly surface: string;
  readonly status: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly incidentIds: readonly string[];
  readonly eventCount: number;
}

/** Where a page of runs ended. */
export interface RunBoundary {
  readonly startedAt: Date;
  readonly id: string;
}

/** An imported run has ended when its root has: with its last span. */
const endOf = sql`case when t.surface = 'native' then t.ended_at when t.status <> 'running' then t.spans_end_at end`;

const runColumns = sql`
  t.workspace_id, t.project_id, t.id, t.external_id, t.session_id, t.surface, t.status, t.started_at, ${endOf} as ended_at, t.incident_ids, t.event_count`;

const behind = (after: RunBoundary | undefined) =>
  after === undefined ? sql`` : sql`and (t.started_at, t.id) > (${after.startedAt}, ${after.id}::uuid)`;

/** The runs of a session by start, ties by id. */
export const listRunsOfSession = async (
  tx: WorkspaceTx,
  { projectId, sessionId }: { readonly projectId: string; readonly sessionId: string },
  page: { readonly after?: RunBoundary; readonly limit: number },
): Promise<SessionRunRow[]> => {
  const { rows } = await sql<SessionRunRow>`
    select ${runColumns} from trace t
     where t.session_id = ${sessionId} and t.project_id = ${projectId} ${behind(page.after)}
     order by t.started_at, t.id limit ${page.limit}`.execute(tx);
  return rows;
};

/** The runs of some sessions, session by session and by start; of each at most so many. */
export const listRunsOfSessions = async (
  tx: WorkspaceTx,
  { projectId, sessionIds }: { readonly projectId: string; readonly sessionIds: readonly string[] },
  limit: number,
): Promise<SessionRunRow[]> => {
  const { rows } = await sql<SessionRunRow>`
    select r.* from unnest(${[...sessionIds]}::text[]) with ordinality s(id, place)
     cross join lateral (select ${runColumns} from trace t where t.session_id = s.id and t.project_id = ${projectId}
                          order by t.started_at, t.id limit ${limit}) r
     order by s.place, r.started_at, r.id`.execute(tx);
  return rows;
};

export const findRun = async (
  tx: WorkspaceTx,
  projectId: string,
  externalId: string,
): Promise<SessionRunRow | undefined> => {
  const { rows } = await sql<SessionRunRow>`
    select ${runColumns} from trace t where t.project_id = ${projectId} and t.external_id = ${externalId}`.execute(tx);
  return rows[0];
};

/** Which runs of a project a walk is about: those that start in a period and were there at a moment. */
export interface WalkedRuns {
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
  readonly asOf: Date;
}

/** Internal ids carry the time at which they were made: no run that came after the moment has a lower one than this. */
const firstIdAfter = (moment: Date): string => {
  const hex = (moment.getTime() + 1).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};

/**
 * The sessions of a project by the start of their first run in the period. Each is told by that run, so that an index gives their order
 * and a page costs what it holds.
 */
export const listSessionStarts = async (
  tx: WorkspaceTx,
  projectId: string,
  { from, to, asOf }: WalkedRuns,
  page: { readonly after?: RunBoundary; readonly limit: number },
): Promise<(RunBoundary & { readonly sessionId: string })[]> => {
  const lastId = firstIdAfter(asOf);
  const isAfter = (alias: string) =>
    from === undefined ? sql`true` : sql`${sql.ref(`${alias}.started_at`)} >= ${from}`;
  const { rows } = await sql<RunBoundary & { sessionId: string }>`
    select t.session_id, t.started_at, t.id from trace t
     where t.project_id = ${projectId} and t.id < ${lastId}::uuid and ${isAfter('t')} ${to === undefined ? sql`` : sql`and t.started_at < ${to}`}
       ${behind(page.after)}
       and not exists (select from trace o where o.session_id = t.session_id and o.project_id = t.project_id and o.id < ${lastId}::uuid
                          and ${isAfter('o')} and o.started_at <= t.started_at and (o.started_at, o.id) < (t.started_at, t.id))
     order by t.started_at, t.id limit ${page.limit}`.execute(tx);
  return rows;
};
