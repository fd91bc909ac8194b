import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import type { AttemptKey } from '../runs/runs.queries';

/** A worker that dies while it sends leaves the attempt to another one after so long. */
const leaseSeconds = 60;

const hasBegun = sql`exists (select from trace t where t.workspace_id = regression_attempt.workspace_id
                                and t.id = regression_attempt.trace_id and t.event_count > 0)`;

/** Who records a run has been told of it, whatever became of the answer: telling twice would run the agent twice. */
export const noteBegun = async (tx: WorkspaceTx, runId: string, now: Date): Promise<void> => {
  await sql`
    update regression_attempt set send_at = null, sent_at = ${now}::timestamptz
     where run_id = ${runId}::uuid and send_at is not null and outcome is null and ${hasBegun}`.execute(tx);
};

/** Nobody could be told: the run is unknown, unless it was begun all the same. */
export const giveUpSend = async (tx: WorkspaceTx, { caseId, attempt }: AttemptKey, problem: string): Promise<void> => {
  await sql`
    update regression_attempt
       set send_at = null, send_problem = ${problem},
           outcome = case when ${hasBegun} then null else 'unknown' end, reason = case when ${hasBegun} then null else ${problem} end
     where case_id = ${caseId}::uuid and attempt = ${attempt} and outcome is null`.execute(tx);
};

/** Takes the attempts of a run of which the target is to be told; their traces are open. */
export const claimSends = async (
  tx: WorkspaceTx,
  runId: string,
  now: Date,
): Promise<readonly (AttemptKey & { readonly sends: number; readonly traceExternalId: string })[]> => {
  const { rows } = await sql<AttemptKey & { sends: number; traceExternalId: string }>`
    update regression_attempt
       set send_at = ${now}::timestamptz + make_interval(secs => ${leaseSeconds}), sends = sends + 1
     where run_id = ${runId}::uuid and send_at <= ${now}::timestamptz and outcome is null and trace_id is not null
    returning case_id, attempt, sends, trace_external_id`.execute(tx);
  return rows;
};

/** When the next of a run's attempts is to be sent; null: none. */
export const findNextSend = async (tx: WorkspaceTx, runId: string): Promise<Date | null> => {
  const row = await tx
    .selectFrom('regressionAttempt')
    .select((eb) => eb.fn.min('sendAt').as('next'))
    .where('runId', '=', runId)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  return row?.next ?? null;
};
