import type { SystemTx, WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql } from 'kysely';
import { deleteEntitiesOfTraces, lockEntitiesOfTraces } from '../entities/entity-deletion.queries';
import { deleteMediaUses, deleteMediaUsesOfLogs } from '../media/media.queries';
import {
  deleteForgottenScores,
  deleteScoresOfLogs,
  deleteScoresOfTraces,
  isForgottenScore,
} from '../scores/score.queries';
import { findWireIds } from '../verdict/wire-ids.queries';

export interface ExpiredTrace {
  readonly id: string;
  readonly externalId: string;
  readonly eventCount: number;
  readonly artifactCount: number;
}

export interface ProjectWithExpired {
  readonly workspaceId: string;
  readonly projectId: string;
}

/** Which runs of a project are meant: those of these ids, or those of these sessions. */
export type DoomedTraces = { readonly externalIds: readonly string[] } | { readonly sessionIds: readonly string[] };

export type DoomedTrace = Pick<ExpiredTrace, 'id' | 'externalId'>;

/** The runs that are meant and are there. An imported run that names no session has its own id in its place: it belongs to none. */
export const selectDoomed = async (
  tx: WorkspaceTx,
  projectId: string,
  doomed: DoomedTraces,
): Promise<DoomedTrace[]> => {
  const which =
    'externalIds' in doomed
      ? sql`external_id = any(${doomed.externalIds}::text[])`
      : sql`session_id = any(${doomed.sessionIds}::text[]) and (surface = 'native' or session_id <> external_id)`;
  const { rows } = await sql<DoomedTrace>`
    select id, external_id from trace where project_id = ${projectId} and ${which} order by id`.execute(tx);
  return rows;
};

/** Past the project's retention, counted from the last event (or the start), or left over by a deleted project. */
const isExpired = sql`(
  p.deleted_at is not null
  or (t.last_event_minute <= now() - make_interval(days => p.retention_days)
      and coalesce(t.last_event_at, t.started_at) <= now() - make_interval(days => p.retention_days)))`;

const ofProject = sql`trace t join project p on p.workspace_id = t.workspace_id and p.id = t.project_id`;
const uuids = (ids: readonly string[]): RawBuilder<unknown> => sql`any(${ids}::uuid[])`;

/** In id order, that is by age. @param afterId goes on behind this trace */
export const selectExpiredTraces = async (
  tx: WorkspaceTx,
  { projectId, afterId, limit }: { readonly projectId: string; readonly afterId?: string; readonly limit: number },
): Promise<ExpiredTrace[]> => {
  const { rows } = await sql<ExpiredTrace>`
    select t.id, t.external_id, t.event_count,
           (select count(*) from artifact a where a.workspace_id = t.workspace_id and a.trace_id = t.id) as artifact_count
    from ${ofProject}
    where t.project_id = ${projectId} and ${isExpired} and ${afterId === undefined ? sql`true` : sql`t.id > ${afterId}`}
    order by t.id limit ${limit}`.execute(tx);
  return rows;
};

/**
 * Locks against appends and uploads, in id order and in a statement of its own: the next one sees what they committed. What came in pieces
 * is locked first, as whoever takes in pieces does.
 */
export const lockTracesForDelete = async (tx: WorkspaceTx, ids: readonly string[]): Promise<string[]> => {
  await lockEntitiesOfTraces(tx, ids);
  const { rows } = await sql<{
    id: string;
  }>`select id from trace where id = ${uuids(ids)} order by id for update`.execute(tx);
  return rows.map((row) => row.id);
};

/** Of locked traces those that are still expired. */
export const selectStillExpired = async (tx: WorkspaceTx, ids: readonly string[]): Promise<string[]> => {
  const { rows } = await sql<{
    id: string;
  }>`select t.id from ${ofProject} where t.id = ${uuids(ids)} and ${isExpired}`.execute(tx);
  return rows.map((row) => row.id);
};

/** Of locked traces those without artifacts: a row that is left stands for an object that is left. */
export const selectWithoutArtifacts = async (tx: WorkspaceTx, ids: readonly string[]): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    select t.id from trace t where t.id = ${uuids(ids)}
    and not exists (select from artifact a where a.workspace_id = t.workspace_id and a.trace_id = t.id)`.execute(tx);
  return rows.map((row) => row.id);
};

/** Deletes locked traces with all that hangs on them. `highestPosition`: of the ledger rows that went; 0 if there were none. */
export const deleteTraceRows = async (
  tx: WorkspaceTx,
  ids: readonly string[],
): Promise<{ events: number; highestPosition: number }> => {
  const events = await sql<{ events: number }>`
    with gone as (delete from event where trace_id = ${uuids(ids)} returning project_id),
         tallied as (insert into project_tally (project_id, spans)
                     select project_id, -count(*) from gone where project_id is not null group by project_id)
    select count(*) as events from gone`.execute(tx);
  const ledger = await sql<{ highest: number }>`
    with gone as (delete from append_ledger where trace_id = ${uuids(ids)} returning last_position)
    select coalesce(max(last_position), 0) as highest from gone`.execute(tx);
  await sql`
    delete from otel_log l using trace t
     where t.id = ${uuids(ids)} and l.workspace_id = t.workspace_id and l.project_id = t.project_id
       and l.trace_external_id = t.external_id`.execute(tx);
  await deleteMediaUses(tx, ids);
  await deleteScoresOfTraces(tx, ids);
  await deleteEntitiesOfTraces(tx, ids);
  await sql`delete from trace where id = ${uuids(ids)}`.execute(tx);
  return { events: events.rows[0]?.events ?? 0, highestPosition: ledger.rows[0]?.highest ?? 0 };
};

/** Notes traces that somebody deleted, before their rows go: what an exporter still holds of them is not taken for a day. */
export const insertDeletedTraces = async (tx: WorkspaceTx, ids: readonly string[]): Promise<void> => {
  await sql`
    insert into deleted_trace (project_id, external_id)
    select project_id, external_id from trace where id = ${uuids(ids)} order by project_id, external_id
        on conflict (workspace_id, project_id, external_id) do update set deleted_at = now()`.execute(tx);
};

/** Forgets deletions that nothing asks for any more. */
export const deleteOldDeletions = async (tx: SystemTx): Promise<void> => {
  await sql`delete from deleted_trace where deleted_at <= now() - interval '24 hours'`.execute(tx);
};

/** A reader that has not seen `position` yet may have missed something. Last in the transaction: it locks the counter. */
export const raiseFloor = async (tx: WorkspaceTx, position: number): Promise<void> => {
  await sql`update stream_position set floor_position = ${position}::int8 where floor_position < ${position}::int8`.execute(
    tx,
  );
};

/** Log records and data points count by their arrival, as traces do. */
const isExpiredSignal = sql`
  s.workspace_id = p.workspace_id and s.project_id = p.id
  and (p.deleted_at is not null or s.received_at <= now() - make_interval(days => p.retention_days))`;

/** HTTP requests too, but for evidence of an open incident: that stays as long as its run. */
const isExpiredRequest = sql`${isExpiredSignal}
  and (p.deleted_at is not null or not exists (
    select from http_evidence e
      join incident_trace m on m.workspace_id = e.workspace_id and m.trace_id = e.trace_id
      join incident i on i.workspace_id = m.workspace_id and i.id = m.incident_id and i.status in ('new', 'triaged', 'fixing')
     where e.workspace_id = s.workspace_id and e.request_id = s.id))`;

export interface ExpiredSignals {
  readonly logs: number;
  readonly points: number;
  readonly requests: number;
  readonly scores: number;
}

/** Deletes so many log records, data points, HTTP requests and scores each of a project that are past its retention, the oldest first. */
export const deleteExpiredSignals = async (
  tx: WorkspaceTx,
  projectId: string,
  limit: number,
): Promise<ExpiredSignals> => {
  const expired = (table: 'otel_log' | 'otel_metric_point') => sql`
    delete from ${sql.table(table)} where id in (
      select s.id from ${sql.table(table)} s join project p on p.id = ${projectId} and ${isExpiredSignal}
       order by s.received_at limit ${limit})`;
  const logs = await sql<{ trace: string | null }>`${expired('otel_log')} returning trace_external_id as trace`.execute(
    tx,
  );
  const named = new Set(logs.rows.flatMap(({ trace }) => trace ?? []));
  if (named.size > 0) {
    await deleteMediaUsesOfLogs(tx, projectId, [...named]);
    await deleteScoresOfLogs(tx, projectId, [...named]);
  }
  const { numAffectedRows } = await expired('otel_metric_point').execute(tx);
  const requests = await deleteExpiredRequests(tx, projectId, limit);
  const scores = await deleteForgottenScores(tx, projectId, limit);
  return { logs: logs.rows.length, points: Number(numAffectedRows ?? 0n), requests, scores };
};

const deleteExpiredRequests = async (tx: WorkspaceTx, projectId: string, limit: number): Promise<number> => {
  const { rows } = await sql<{ requests: number }>`
    with gone as (
      delete from http_request where id in (
        select s.id from http_request s join project p on p.id = ${projectId} and ${isExpiredRequest}
         order by s.received_at limit ${limit}) returning id),
    tallied as (insert into project_tally (project_id, requests) select ${projectId}::uuid, -count(*) from gone having count(*) > 0)
    select count(*) as requests from gone`.execute(tx);
  return rows[0]?.requests ?? 0;
};

/**
 * Deletes the HTTP requests that carry the own id of runs which somebody deletes. Those that only carry what an SDK propagates may be
 * of others, too, and stay; as do all when it is retention that removes a run: they have a time of their own.
 */
export const deleteRequestsOf = async (tx: WorkspaceTx, traceIds: readonly string[]): Promise<void> => {
  const traces = await findWireIds(tx, { traceIds });
  await sql`
    with doomed as (select * from unnest(${traces.map(({ projectId }) => projectId)}::uuid[],
                                         ${traces.map(({ wireIds: [own] }) => own)}::text[]) as d(project_id, trace_id)),
    gone as (
      delete from http_request r using doomed d where r.project_id = d.project_id and r.trace_id = d.trace_id
      returning r.project_id)
    insert into project_tally (project_id, requests) select project_id, -count(*) from gone group by project_id`.execute(
    tx,
  );
};

/** Projects with something to remove: expired traces, logs, metrics, HTTP requests or scores, or the project itself when it was deleted. */
export const findProjectsWithExpired = async (tx: SystemTx | WorkspaceTx): Promise<ProjectWithExpired[]> => {
  const { rows } = await sql<ProjectWithExpired>`
    select p.workspace_id, p.id as project_id from project p
    where p.deleted_at is not null
       or exists (select from trace t where t.workspace_id = p.workspace_id and t.project_id = p.id and ${isExpired})
       or exists (select from otel_log s where ${isExpiredSignal}) or exists (select from otel_metric_point s where ${isExpiredSignal})
       or exists (select from http_request s where ${isExpiredRequest})
       or exists (select from score s where s.workspace_id = p.workspace_id and s.project_id = p.id and ${isForgottenScore})`.execute(
    tx,
  );
  return rows;
};
