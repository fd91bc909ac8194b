import type { WorkspaceTx } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import { sql } from 'kysely';
import type { JobResult } from './evaluator-job.types';

/** A job in the hands of one worker. */
export interface Claim {
  readonly jobId: string;
  readonly claim: string;
}

/** Longer than any evaluation lasts: who has not ended by then is dead. */
export const claimSeconds = 600;

const isClaimOver = sql<boolean>`claimed_at < now() - make_interval(secs => ${claimSeconds})`;

/** Takes a job. @returns undefined when it is gone, cancelled, or another worker has it */
export const claimJob = async (tx: WorkspaceTx, jobId: string): Promise<Claim | undefined> => {
  const claim = newId();
  const { numUpdatedRows } = await tx
    .updateTable('evaluatorJob')
    .set({
      status: 'running',
      claim,
      claimedAt: sql`now()`,
      startedAt: sql`now()`,
      attempts: sql`attempts + 1`,
    })
    .where('id', '=', jobId)
    .where('status', '<>', 'cancelled')
    .where((eb) => eb.or([eb('status', '<>', 'running'), isClaimOver]))
    .executeTakeFirst();
  return numUpdatedRows > 0n ? { jobId, claim } : undefined;
};

/** Ends a job whose worker died on it after so many attempts. @returns whether it was one */
export const failForsakenJob = async (tx: WorkspaceTx, jobId: string, attempts: number): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('evaluatorJob')
    .set({ status: 'failed', error: 'the worker ended while it did this', claim: null, finishedAt: sql`now()` })
    .where('id', '=', jobId)
    .where('status', '=', 'running')
    .where('attempts', '>=', attempts)
    .where(isClaimOver)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

/** When the worker that has a job must have ended; undefined: nobody has it. */
export const findClaimEnd = async (tx: WorkspaceTx, jobId: string): Promise<Date | undefined> => {
  const row = await tx
    .selectFrom('evaluatorJob')
    .select('claimedAt')
    .where('id', '=', jobId)
    .where('status', '=', 'running')
    .executeTakeFirst();
  return row?.claimedAt ? new Date(row.claimedAt.getTime() + claimSeconds * 1_000) : undefined;
};

const held = (tx: WorkspaceTx, { jobId, claim }: Claim) =>
  tx.updateTable('evaluatorJob').where('id', '=', jobId).where('claim', '=', claim).where('status', '=', 'running');

/** What a model used for a job: it adds up over its attempts. */
export interface JobUsage {
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number | null;
}

const spent = (usage: JobUsage | null) =>
  usage === null
    ? {}
    : {
        model: usage.model,
        inputTokens: sql<number>`input_tokens + ${usage.inputTokens}`,
        outputTokens: sql<number>`output_tokens + ${usage.outputTokens}`,
        costUsd: usage.costUsd === null ? sql<number>`cost_usd` : sql<number>`coalesce(cost_usd, 0) + ${usage.costUsd}`,
      };

/** How a job ended. */
export type JobEnd =
  | { readonly status: 'completed'; readonly result: JobResult; readonly inputDigest: Buffer | null }
  | { readonly status: 'failed'; readonly error: string; readonly inputDigest: Buffer | null };

/** @returns false when the claim was lost: nothing was written */
export const finishJob = async (
  tx: WorkspaceTx,
  claim: Claim,
  end: JobEnd,
  usage: JobUsage | null,
): Promise<boolean> => {
  const { numUpdatedRows } = await held(tx, claim)
    .set({
      status: end.status,
      result: end.status === 'completed' ? JSON.stringify(end.result) : null,
      error: end.status === 'failed' ? end.error : null,
      inputDigest: end.inputDigest,
      claim: null,
      finishedAt: sql`now()`,
      ...spent(usage),
    })
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

/** Goes on with a job that lasts, and adds what it used. @returns false when the claim was lost */
export const extendClaim = async (tx: WorkspaceTx, claim: Claim, usage: JobUsage | null): Promise<boolean> => {
  const { numUpdatedRows } = await held(tx, claim)
    .set({ claimedAt: sql`now()`, ...spent(usage) })
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

/** Gives a job back: it is to be done later. What it used so far is kept. */
export const releaseJob = async (tx: WorkspaceTx, claim: Claim, usage: JobUsage | null): Promise<void> => {
  await held(tx, claim)
    .set({ status: 'pending', claim: null, ...spent(usage) })
    .execute();
};
