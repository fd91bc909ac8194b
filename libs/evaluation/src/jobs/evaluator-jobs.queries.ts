import type { DB, WorkspaceTx } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import { type Selectable, sql } from 'kysely';
import type { Definition } from '../definition/definition';
import type { EvaluationTarget, EvaluatorJob, JobResult, JobStatus } from './evaluator-job.types';
import { targetKey } from './target-key';

type Row = Selectable<DB['evaluatorJob']>;

const toJob = ({
  traceExternalId,
  observationId,
  datasetRunId,
  traceId,
  result,
  status,
  ...row
}: Row): EvaluatorJob => ({
  ...row,
  target: { traceId: traceExternalId, observationId, datasetRunId } as EvaluationTarget,
  traceRowId: traceId,
  status: status as JobStatus,
  // Ours: written by `JSON.stringify` of this type.
  result: result === null ? null : (JSON.parse(result) as JobResult),
});

export const findJob = async (tx: WorkspaceTx, id: string): Promise<EvaluatorJob | undefined> => {
  const row = await tx.selectFrom('evaluatorJob').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toJob(row);
};

export interface NewJob {
  readonly projectId: string;
  readonly evaluatorId: string;
  readonly evaluatorVersion: number;
  readonly target: EvaluationTarget;
  readonly traceRowId: string | null;
}

/** Makes jobs, except those that exist. @returns of all of them the ids, those of new ones apart */
export const ensureJobs = async (
  tx: WorkspaceTx,
  jobs: readonly NewJob[],
): Promise<{ readonly inserted: readonly string[]; readonly known: readonly string[] }> => {
  if (jobs.length === 0) return { inserted: [], known: [] };
  const rows = await tx
    .insertInto('evaluatorJob')
    .values(
      jobs.map(({ target, traceRowId, ...job }) => ({
        ...job,
        id: newId(),
        target: targetKey(target),
        traceId: traceRowId,
        traceExternalId: target.traceId,
        observationId: target.observationId,
        datasetRunId: target.datasetRunId,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'evaluatorId', 'evaluatorVersion', 'target']).doNothing(),
    )
    .returning('id')
    .execute();
  const inserted = rows.map(({ id }) => id);
  if (inserted.length === jobs.length) return { inserted, known: [] };
  const found = await sql<{ id: string }>`
    select j.id from evaluator_job j
      join unnest(${jobs.map((job) => job.evaluatorId)}::uuid[], ${jobs.map((job) => job.evaluatorVersion)}::int4[],
                  ${jobs.map(({ target }) => targetKey(target))}::text[]) as k(evaluator_id, version, target)
        on j.evaluator_id = k.evaluator_id and j.evaluator_version = k.version and j.target = k.target`.execute(tx);
  return { inserted, known: found.rows.map(({ id }) => id).filter((id) => !inserted.includes(id)) };
};

/** Jobs of a run that nobody has done yet. */
export const listPendingJobs = async (tx: WorkspaceTx, traceRowId: string): Promise<string[]> => {
  const rows = await tx
    .selectFrom('evaluatorJob')
    .select('id')
    .where('traceId', '=', traceRowId)
    .where('status', '=', 'pending')
    .execute();
  return rows.map(({ id }) => id);
};

/** In no order. */
export const listJobStatuses = async (tx: WorkspaceTx, ids: readonly string[]): Promise<JobStatus[]> => {
  const { rows } = await sql<{ status: JobStatus }>`
    select status from evaluator_job where id = any(${[...ids]}::uuid[])`.execute(tx);
  return rows.map(({ status }) => status);
};

/** Has those of some jobs done again that failed. */
export const resetFailedJobs = async (tx: WorkspaceTx, ids: readonly string[]): Promise<void> => {
  await sql`
    update evaluator_job set status = 'pending', input_digest = null, claim = null, error = null, finished_at = null
     where id = any(${[...ids]}::uuid[]) and status = 'failed'`.execute(tx);
};

/** Has a job done again, whatever came of it before. */
export const resetJob = async (tx: WorkspaceTx, id: string): Promise<void> => {
  await tx
    .updateTable('evaluatorJob')
    .set({ status: 'pending', inputDigest: null, claim: null, error: null, finishedAt: null })
    .where('id', '=', id)
    .execute();
};

/** Ends a job that nobody needs any more. */
export const cancelJob = async (tx: WorkspaceTx, jobId: string, reason: string): Promise<void> => {
  await tx
    .updateTable('evaluatorJob')
    .set({ status: 'cancelled', error: reason, claim: null, finishedAt: sql`now()` })
    .where('id', '=', jobId)
    .where('status', 'in', ['pending', 'running'])
    .execute();
};

/** The job failed too often. */
export const failJob = async (tx: WorkspaceTx, jobId: string, error: string): Promise<void> => {
  await tx
    .updateTable('evaluatorJob')
    .set({ status: 'failed', error, claim: null, finishedAt: sql`now()` })
    .where('id', '=', jobId)
    .where('status', 'in', ['pending', 'running'])
    .execute();
};

/** What a version of an evaluator is. */
export const findVersion = async (
  tx: WorkspaceTx,
  evaluatorId: string,
  version: number,
): Promise<Definition | undefined> => {
  const row = await tx
    .selectFrom('evaluatorVersion')
    .select('definition')
    .where('evaluatorId', '=', evaluatorId)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && (JSON.parse(row.definition) as Definition);
};
