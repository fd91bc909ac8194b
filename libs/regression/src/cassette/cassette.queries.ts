import type { SystemTx, WorkspaceTx } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { sql } from 'kysely';
import type { AttemptKey } from '../runs/runs.queries';
import type { Cassette } from './build-cassette';

/** Rows of one statement: a cassette may be large. */
const chunk = 500;

/** Stores a cassette unless its content is there already: then it is used anew, and no sweep takes it away meanwhile. */
export const insertCassette = async (tx: WorkspaceTx, { hash, answers }: Cassette): Promise<void> => {
  const { isNew } = await tx
    .insertInto('regressionCassette')
    .values({ hash })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'hash']).doUpdateSet({ usedAt: new Date() }))
    .returning(sql<boolean>`xmax = 0`.as('isNew'))
    .executeTakeFirstOrThrow();
  if (!isNew) return;
  for (let start = 0; start < answers.length; start += chunk) {
    const rows = answers.slice(start, start + chunk).map(({ key, nth, toolName, result, error }) => ({
      hash,
      key,
      nth,
      toolName,
      result: JSON.stringify(result),
      error: JSON.stringify(error),
    }));
    await tx.insertInto('regressionCassetteAnswer').values(rows).execute();
  }
};

export interface RecordedAnswer {
  readonly result: JsonText;
  readonly error: JsonText;
}

export const findAnswer = (
  tx: WorkspaceTx,
  request: { readonly hash: string; readonly key: string; readonly nth: number },
): Promise<RecordedAnswer | undefined> =>
  tx
    .selectFrom('regressionCassetteAnswer')
    .select(['result', 'error'])
    .where('hash', '=', request.hash)
    .where('key', '=', request.key)
    .where('nth', '=', request.nth)
    .executeTakeFirst();

export interface OpenAttempt extends AttemptKey {
  readonly runId: string;
  readonly cassetteHash: string | null;
  /** Nothing is answered any more: it was judged, or the run is over. */
  readonly isOver: boolean;
}

/**
 * Locks one attempt of a case, so that its calls are counted one after the other.
 * @param traceExternalId absent: the only one
 */
export const lockAttempt = async (
  tx: WorkspaceTx,
  {
    runId,
    caseId,
    traceExternalId,
  }: { readonly runId: string; readonly caseId: string; readonly traceExternalId?: string },
): Promise<readonly OpenAttempt[]> => {
  const { rows } = await sql<OpenAttempt>`
    select a.run_id, a.case_id, a.attempt, c.cassette_hash, a.outcome is not null or r.completed_at is not null as is_over
      from regression_attempt a
      join regression_case c on c.workspace_id = a.workspace_id and c.run_id = a.run_id and c.id = a.case_id
      join regression_run r on r.workspace_id = a.workspace_id and r.id = a.run_id
     where a.run_id = ${runId}::uuid and a.case_id = ${caseId}::uuid and not a.is_candidate
       and ${traceExternalId === undefined ? sql`true` : sql`a.trace_external_id = ${traceExternalId}`}
     order by a.attempt
       for no key update of a`.execute(tx);
  return rows;
};

export interface AnsweredCall {
  readonly key: string;
  readonly nth: number;
  readonly isHit: boolean;
}

/** The calls of an attempt so far: all, those of one request, and the one that had this call id. */
export const countCalls = async (
  tx: WorkspaceTx,
  { runId, caseId, attempt }: OpenAttempt,
  { key, callId }: { readonly key: string; readonly callId: string | null },
): Promise<{ readonly total: number; readonly ofKey: number; readonly repeated: AnsweredCall | undefined }> => {
  const ofAttempt = sql`run_id = ${runId}::uuid and case_id = ${caseId}::uuid and attempt = ${attempt}`;
  const { rows } = await sql<{ total: number; ofKey: number }>`
    select (select coalesce(max(place), 0)::int4 from regression_tool_call where ${ofAttempt}) as total,
           (select count(*)::int4 from regression_tool_call where ${ofAttempt} and key = ${key}) as of_key`.execute(tx);
  const repeated =
    callId === null
      ? undefined
      : (
          await sql<AnsweredCall>`select key, nth, is_hit from regression_tool_call where ${ofAttempt} and call_id = ${callId}`.execute(
            tx,
          )
        ).rows[0];
  return { total: rows[0]?.total ?? 0, ofKey: rows[0]?.ofKey ?? 0, repeated };
};

export const insertCall = async (
  tx: WorkspaceTx,
  { runId, caseId, attempt }: OpenAttempt,
  call: AnsweredCall & { readonly place: number; readonly callId: string | null },
): Promise<void> => {
  await tx
    .insertInto('regressionToolCall')
    .values({ runId, caseId, attempt, ...call })
    .execute();
  const counter = call.isHit ? 'hits' : 'misses';
  await tx
    .updateTable('regressionAttempt')
    .set((eb) => ({ [counter]: eb(counter, '+', 1) }))
    .where('caseId', '=', caseId)
    .where('attempt', '=', attempt)
    .execute();
};

/**
 * Forgets recorded answers that no run under way needs: proofs name them by their hash, and copies of tool results must not outlive
 * their runs.
 */
export const sweepCassettes = async (tx: SystemTx): Promise<void> => {
  await sql`
    delete from regression_cassette k
     where k.used_at < now() - interval '1 hour'
       and not exists (select from regression_case c
                         join regression_run r on r.workspace_id = c.workspace_id and r.id = c.run_id
                        where c.workspace_id = k.workspace_id and c.cassette_hash = k.hash and r.completed_at is null)`.execute(
    tx,
  );
};
