import type { SystemTx, WorkspaceTx } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import { sql } from 'kysely';
import type { FixRunUsage, Outcome, PullRequestJson } from '../fix-run.types';

/** A worker's right to a run, until it expires. */
export interface Lease {
  readonly fixRunId: string;
  readonly lease: string;
}

const seconds = (count: number) => sql<Date>`now() + make_interval(secs => ${count})`;

/** @returns undefined when the run is over, or another worker holds it */
export const claimFixRun = async (
  tx: WorkspaceTx,
  fixRunId: string,
  leaseSeconds: number,
): Promise<Lease | undefined> => {
  const lease = newId();
  const { numUpdatedRows } = await tx
    .updateTable('fixRun')
    .set({
      status: 'running',
      lease,
      leaseUntil: seconds(leaseSeconds),
      attempts: sql`attempts + 1`,
      startedAt: sql`coalesce(started_at, now())`,
    })
    .where('id', '=', fixRunId)
    .where('status', 'in', ['queued', 'running'])
    .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<', sql<Date>`now()`)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n ? { fixRunId, lease } : undefined;
};

/** When the worker that holds a run loses it, unless it goes on; undefined: the run is over or nobody holds it. */
export const findLeaseEnd = async (tx: WorkspaceTx, fixRunId: string): Promise<Date | undefined> => {
  const row = await tx
    .selectFrom('fixRun')
    .select('leaseUntil')
    .where('id', '=', fixRunId)
    .where('status', '=', 'running')
    .executeTakeFirst();
  return row?.leaseUntil ?? undefined;
};

const held = (tx: WorkspaceTx, { fixRunId, lease }: Lease) =>
  tx.updateTable('fixRun').where('id', '=', fixRunId).where('lease', '=', lease).where('status', '=', 'running');

const touched = async (update: ReturnType<typeof held>): Promise<boolean> =>
  (await update.executeTakeFirst()).numUpdatedRows > 0n;

/** Each of the following returns false, and has changed nothing, when the lease was lost. */
export const extendLease = (tx: WorkspaceTx, lease: Lease, leaseSeconds: number): Promise<boolean> =>
  touched(held(tx, lease).set({ leaseUntil: seconds(leaseSeconds) }));

/** The attempt does not count: nothing has failed. */
export const releaseLease = (tx: WorkspaceTx, lease: Lease): Promise<boolean> =>
  touched(held(tx, lease).set({ lease: null, leaseUntil: null, attempts: sql`attempts - 1` }));

export interface Decided {
  readonly outcome: Outcome;
  readonly diff: string;
  readonly baseCommit: string | null;
  readonly usage: FixRunUsage;
}

export const updateOutcome = (
  tx: WorkspaceTx,
  lease: Lease,
  { outcome, diff, baseCommit, usage }: Decided,
): Promise<boolean> =>
  touched(
    held(tx, lease).set({
      ...usage,
      outcome: JSON.stringify(outcome),
      diff,
      baseCommit,
      runner: outcome.runner,
      fallbackReason: outcome.fallbackReason,
    }),
  );

export const finishFixRun = (
  tx: WorkspaceTx,
  lease: Lease,
  status: Outcome['status'],
  githubPr: PullRequestJson,
): Promise<boolean> =>
  touched(
    held(tx, lease).set({
      status,
      githubPr: JSON.stringify(githubPr),
      finishedAt: sql`now()`,
      durationMs: sql`round(extract(epoch from now() - started_at) * 1000)`,
    }),
  );

/** The run is given up, whoever holds it. @returns false when it was over already */
export const failFixRun = async (tx: WorkspaceTx, fixRunId: string, reason: string): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('fixRun')
    .set({ status: 'failed', fallbackReason: reason, lease: null, finishedAt: sql`now()` })
    .where('id', '=', fixRunId)
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

/** Runs that nobody works on although their job was asked for a while ago; marks them as asked for. */
export const takeForsakenFixRuns = async (
  tx: SystemTx,
  afterSeconds: number,
): Promise<{ readonly workspaceId: string; readonly fixRunId: string }[]> => {
  const { rows } = await sql<{ workspaceId: string; fixRunId: string }>`
    update fix_run set asked_at = now()
     where status in ('queued', 'running') and asked_at < now() - make_interval(secs => ${afterSeconds})
       and (lease_until is null or lease_until < now())
    returning workspace_id, id as fix_run_id`.execute(tx);
  return rows;
};

export const updateAskedAt = async (tx: WorkspaceTx, fixRunId: string): Promise<void> => {
  await tx
    .updateTable('fixRun')
    .set({ askedAt: sql`now()` })
    .where('id', '=', fixRunId)
    .execute();
};
