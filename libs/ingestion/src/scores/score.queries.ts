import {
  float8Array,
  type QueryConfig,
  textArray,
  timestamptzArray,
  uuidArray,
  type WorkspaceTx,
} from '@debrief/infra';
import { newId } from '@debrief/kernel';
import { sql, type SqlBool } from 'kysely';
import type { NewScore } from './new-score';

/** Stores the scores that are not stored yet, in the order of their ids: two requests with the same ones cannot wait for each other. */
export const insertScoresStatement = (projectId: string, scores: readonly NewScore[]): QueryConfig => {
  const sorted = scores.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1));
  const text = (pick: (score: NewScore) => string | null): Buffer => textArray(sorted.map(pick));
  return {
    name: 'append-scores',
    text: `insert into score (project_id, id, external_id, trace_external_id, observation_id, name, value, string_value, data_type, source,
                              comment, metadata, scored_at)
           select $1::uuid, s.id, s.external_id, s.trace_id, s.observation_id, s.name, s.value, s.string_value, s.data_type, s.source, s.comment,
                  s.metadata::json, s.scored_at
             from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::text[], $9::text[], $10::text[],
                         $11::text[], $12::timestamptz[], $13::text[])
                  as s(id, external_id, trace_id, observation_id, name, value, string_value, data_type, comment, metadata, scored_at, source)
               on conflict (workspace_id, project_id, external_id) do nothing`,
    values: [
      projectId,
      uuidArray(sorted.map(() => newId())),
      text(({ externalId }) => externalId),
      text(({ traceId }) => traceId),
      text(({ observationId }) => observationId),
      text(({ name }) => name),
      float8Array(sorted.map(({ value }) => value)),
      text(({ stringValue }) => stringValue),
      text(({ dataType }) => dataType),
      text(({ comment }) => comment),
      text(({ metadata }) => metadata),
      timestamptzArray(sorted.map(({ scoredAt }) => scoredAt)),
      text(({ source }) => source),
    ],
  };
};

/** @returns how many there were */
export const deleteScores = async (
  tx: WorkspaceTx,
  projectId: string,
  externalIds: readonly string[],
): Promise<number> => {
  const { numDeletedRows } = await tx
    .deleteFrom('score')
    .where('projectId', '=', projectId)
    .where('externalId', 'in', externalIds)
    .executeTakeFirst();
  return Number(numDeletedRows);
};

/** Deletes the scores of runs, before their rows go. */
export const deleteScoresOfTraces = async (tx: WorkspaceTx, traceIds: readonly string[]): Promise<void> => {
  await sql`
    delete from score s using trace t
     where t.id = any(${traceIds}::uuid[]) and s.workspace_id = t.workspace_id and s.project_id = t.project_id
       and s.trace_external_id = t.external_id`.execute(tx);
};

/** Deletes what evaluations said of runs that never came, once their last log record is gone, too. */
export const deleteScoresOfLogs = async (
  tx: WorkspaceTx,
  projectId: string,
  traceExternalIds: readonly string[],
): Promise<void> => {
  await sql`
    delete from score s
     where s.project_id = ${projectId}::uuid and s.trace_external_id = any(${traceExternalIds}::text[]) and s.source = 'EVAL'
       and not exists (select from trace t where t.workspace_id = s.workspace_id and t.project_id = s.project_id
                          and t.external_id = s.trace_external_id)
       and not exists (select from otel_log l where l.workspace_id = s.workspace_id and l.project_id = s.project_id
                          and l.trace_external_id = s.trace_external_id)`.execute(tx);
};

/**
 * Whether a score `s` of a project `p` is past its retention and of a run, or a session, that never came or is gone: scores of runs that are
 * there go with them, and those of runs over data sets stay as these do.
 */
export const isForgottenScore = sql<SqlBool>`
  (s.created_at <= now() - make_interval(days => p.retention_days) and s.dataset_run_id is null
   and (s.trace_external_id is null or not exists (
          select from trace t where t.workspace_id = s.workspace_id and t.project_id = s.project_id and t.external_id = s.trace_external_id))
   and (s.trace_external_id is not null or not exists (
          select from trace t where t.workspace_id = s.workspace_id and t.project_id = s.project_id and t.session_id = s.session_id)))`;

/** Deletes so many forgotten scores, the oldest first. @returns how many there were */
export const deleteForgottenScores = async (tx: WorkspaceTx, projectId: string, limit: number): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from score where id in (
      select s.id from score s join project p on p.workspace_id = s.workspace_id and p.id = s.project_id
       where s.project_id = ${projectId} and ${isForgottenScore} order by s.created_at limit ${limit})`.execute(tx);
  return Number(numAffectedRows ?? 0n);
};
