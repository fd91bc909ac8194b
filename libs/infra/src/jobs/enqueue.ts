import { newId } from '@debrief/kernel';
import { sql } from 'kysely';
import type { SystemTx, WorkspaceTx } from '../database/database';
import type { JobName, JobPayload } from './catalog';

/**
 * Asks for a job, in the caller's transaction: the job exists if and only if the change that needs it was committed. The
 * workspace is the transaction's own. Jobs run at least once.
 * @param runAt the earliest moment; now when absent
 * @returns the job's id, which it keeps in the queue
 */
export const enqueue = async <N extends JobName>(
  tx: WorkspaceTx,
  name: N,
  payload: JobPayload<N>,
  { runAt }: { readonly runAt?: Date } = {},
): Promise<string> => {
  const id = newId();
  await tx
    .insertInto('jobOutbox')
    .values({ id, name, payload: JSON.stringify(payload), runAt })
    .execute();
  return id;
};

export interface WorkspaceJob<N extends JobName> {
  readonly workspaceId: string;
  readonly payload: JobPayload<N>;
}

/**
 * Asks for one job in each of several workspaces: for sweeps, which look across them. A job that already waits in the outbox is not
 * asked for again, so that sweeps do not pile up while nobody relays.
 */
export const enqueueForWorkspaces = async <N extends JobName>(
  tx: SystemTx,
  name: N,
  jobs: readonly WorkspaceJob<N>[],
): Promise<void> => {
  if (jobs.length === 0) return;
  await sql`
    insert into job_outbox (workspace_id, id, name, payload)
    select wanted.workspace_id, wanted.id, ${name}, wanted.payload
    from unnest(${jobs.map((job) => job.workspaceId)}::uuid[], ${jobs.map(() => newId())}::uuid[], ${jobs.map((job) => JSON.stringify(job.payload))}::jsonb[])
         as wanted (workspace_id, id, payload)
    where not exists (
      select from job_outbox waiting
      where waiting.workspace_id = wanted.workspace_id and waiting.name = ${name} and waiting.payload = wanted.payload
    )`.execute(tx);
};
