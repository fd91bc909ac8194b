import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import type { Outcome } from '../rules/decide-case';
import type { AttemptKey } from './runs.queries';

export interface JudgementColumns {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly facts: string | null;
}

/** The first judgement stands. */
export const judgeCase = async (tx: WorkspaceTx, id: string, columns: JudgementColumns): Promise<void> => {
  await tx.updateTable('regressionCase').set(columns).where('id', '=', id).where('outcome', 'is', null).execute();
};

/** Locks an attempt. @returns undefined when it was judged, or another trace has taken its place */
export const findMissesForChange = async (
  tx: WorkspaceTx,
  { caseId, attempt, traceId }: AttemptKey & { readonly traceId: string },
): Promise<number | undefined> => {
  const { rows } = await sql<{ misses: number }>`
    select misses from regression_attempt
     where case_id = ${caseId}::uuid and attempt = ${attempt} and trace_id = ${traceId}::uuid and outcome is null
       for no key update`.execute(tx);
  return rows[0]?.misses;
};

export const judgeAttempt = async (
  tx: WorkspaceTx,
  { caseId, attempt }: AttemptKey,
  columns: JudgementColumns & { readonly divergence: string | null },
): Promise<void> => {
  await tx
    .updateTable('regressionAttempt')
    .set(columns)
    .where('caseId', '=', caseId)
    .where('attempt', '=', attempt)
    .where('outcome', 'is', null)
    .execute();
};

/** What has not ended by the deadline is unknown, and nobody is told of it any more. */
export const judgeLateAttempts = async (tx: WorkspaceTx, runId: string): Promise<void> => {
  await sql`
    update regression_attempt
       set outcome = 'unknown', reason = coalesce(send_problem, 'deadline_passed'), send_at = null
     where run_id = ${runId}::uuid and outcome is null`.execute(tx);
};
