import { clientOf, type DB, uuidArray, type WorkspaceClient, type WorkspaceTx, type IdPage } from '@debrief/infra';
import { isJsonObject, isRawJson, type JsonText, parseJson } from '@debrief/kernel';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { RegressionAttempt, RegressionCase, RegressionRun, RegressionRunDetails } from './regression.types';

// Reads are on a bare connection: the stream shows the same rows as the API.

/** Runs with their cases and attempts, by id. What is gone, or of a deleted project, is left out. */
export const loadRuns = async (
  client: WorkspaceClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RegressionRunDetails>> => {
  const read = async <T>(text: string): Promise<T[]> => {
    const { rows } = await client.query<Record<string, unknown>>({ text, values: [uuidArray(ids)] });
    return rows.map((row) => toCamel(row) as T);
  };
  const ofRuns = 'workspace_id = (select current_workspace()) and run_id = any($1::uuid[])';
  const runs = await read<RegressionRun>(
    `select ${runColumns} from regression_run r
       join project p on p.workspace_id = r.workspace_id and p.id = r.project_id and p.deleted_at is null
      where r.workspace_id = (select current_workspace()) and r.id = any($1::uuid[])`,
  );
  const cases = await read<Omit<RegressionCase, 'attempts'>>(
    `select * from regression_case where ${ofRuns} order by place`,
  );
  const attempts = await read<RegressionAttempt>(`select * from regression_attempt where ${ofRuns} order by attempt`);
  const confirms = await countUserConfirms(client, ids);
  const attemptsOf = Map.groupBy(attempts, ({ caseId }) => caseId);
  const casesOf = Map.groupBy(cases, ({ runId }) => runId);
  return new Map(
    runs.map((run) => [
      run.id,
      {
        run,
        cases: (casesOf.get(run.id) ?? []).map((one) => ({ ...one, attempts: attemptsOf.get(one.id) ?? [] })),
        userConfirms: confirms.get(run.id) ?? 0,
      },
    ]),
  );
};

/** All but the proof, which may be long: see `findProof`. */
const runColumns = [
  ...[
    'workspace_id',
    'id',
    'project_id',
    'incident_id',
    'status',
    'incident_labels',
    'about_trace_id',
    'replay_kind',
    'replay_ref',
    'awaits_candidates',
  ],
  ...[
    'pr_url',
    'fix_run_id',
    'deadline_at',
    'detector_set',
    'verdict',
    'before_pass',
    'before_fail',
    'after_pass',
    'after_fail',
  ],
  ...[
    'new_labels',
    'p_value',
    'interval_low',
    'interval_high',
    'fallback_reason',
    'created_at',
    'started_at',
    'completed_at',
  ],
]
  .map((column) => `r.${column}`)
  .join();

export const findProof = async (tx: WorkspaceTx, id: string): Promise<JsonText | null> => {
  const row = await tx.selectFrom('regressionRun').select('proof').where('id', '=', id).executeTakeFirst();
  return row?.proof ?? null;
};

export const findRun = async (tx: WorkspaceTx, id: string): Promise<RegressionRunDetails | undefined> =>
  (await loadRuns(clientOf(tx), [id])).get(id);

/** Scores come after a run has ended, so they are counted when somebody reads. A score of false or 0 confirms nothing. */
const countUserConfirms = async (
  client: WorkspaceClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await client.query<{ id: string; payload: string }>({
    text: `select a.run_id as id, e.payload
             from regression_attempt a
             join event e on e.workspace_id = a.workspace_id and e.trace_id = a.trace_id and e.type = 'score' and e.name = 'user_confirm'
            where a.workspace_id = (select current_workspace()) and a.run_id = any($1::uuid[])`,
    values: [uuidArray(ids)],
  });
  const counts = new Map<string, number>();
  for (const { id, payload } of rows) if (confirms(payload)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
};

const confirms = (payload: string): boolean => {
  const parsed = parseJson(payload);
  const value = isJsonObject(parsed) ? parsed['value'] : undefined;
  return value !== false && value !== 0 && !isRawJson(value as never);
};

const toCamel = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

/** Ids of an incident's runs, newest first. */
export const selectRunPage = (tx: WorkspaceTx, incidentId: string, page: IdPage): Promise<{ id: string }[]> => {
  let rows = tx.selectFrom('regressionRun').select('id').where('incidentId', '=', incidentId);
  if (page.beforeId !== undefined) rows = rows.where('id', '<', page.beforeId);
  return rows.orderBy('id', 'desc').limit(page.limit).execute();
};

export const insertRun = (tx: WorkspaceTx, run: Insertable<DB['regressionRun']>) =>
  tx.insertInto('regressionRun').values(run).execute();

export const insertCases = async (tx: WorkspaceTx, cases: readonly Insertable<DB['regressionCase']>[]) => {
  if (cases.length > 0) await tx.insertInto('regressionCase').values(cases).execute();
};

export const insertAttempts = async (tx: WorkspaceTx, attempts: readonly Insertable<DB['regressionAttempt']>[]) => {
  if (attempts.length > 0) await tx.insertInto('regressionAttempt').values(attempts).execute();
};

/** Locks a run for what decides about all of it. A statement of its own: the next one sees what the lock's last holder wrote. */
export const lockRun = async (tx: WorkspaceTx, id: string): Promise<void> => {
  await sql`select from regression_run where id = ${id}::uuid for no key update`.execute(tx);
};

export const updateRun = async (
  tx: WorkspaceTx,
  id: string,
  change: Updateable<DB['regressionRun']>,
): Promise<void> => {
  await tx.updateTable('regressionRun').set(change).where('id', '=', id).execute();
};

export const updateCase = async (
  tx: WorkspaceTx,
  id: string,
  change: Updateable<DB['regressionCase']>,
): Promise<void> => {
  await tx.updateTable('regressionCase').set(change).where('id', '=', id).execute();
};

export interface AttemptKey {
  readonly caseId: string;
  readonly attempt: number;
}

export const updateAttempt = async (
  tx: WorkspaceTx,
  { caseId, attempt }: AttemptKey,
  change: Updateable<DB['regressionAttempt']>,
): Promise<void> => {
  await tx
    .updateTable('regressionAttempt')
    .set(change)
    .where('caseId', '=', caseId)
    .where('attempt', '=', attempt)
    .execute();
};

/** Those of some runs that have ended. @param ids internal ones */
export const listEndedTraces = async (tx: WorkspaceTx, ids: readonly string[]): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    select id from trace where id = any(${[...ids]}::uuid[]) and status <> 'running'`.execute(tx);
  return rows.map(({ id }) => id);
};

/** Everything that was judged is forgotten, so that it is judged anew, both sides by the same detectors and evaluators. */
export const clearJudgements = async (tx: WorkspaceTx, runId: string): Promise<void> => {
  const none = { facts: null, outcome: null, reason: null };
  await tx.updateTable('regressionCase').set(none).where('runId', '=', runId).execute();
  await tx
    .updateTable('regressionAttempt')
    .set({ ...none, divergence: null })
    .where('runId', '=', runId)
    .execute();
  await tx.deleteFrom('regressionEvaluation').where('runId', '=', runId).execute();
};

/** Marks runs as made by a regression run: they never count in an incident. */
export const insertRegressionTraces = async (tx: WorkspaceTx, traceIds: readonly string[]): Promise<void> => {
  if (traceIds.length === 0) return;
  await sql`insert into regression_trace (trace_id) select unnest(${[...traceIds]}::uuid[]) on conflict do nothing`.execute(
    tx,
  );
};

/** The run that waits for a trace; undefined when none does. */
export const findRunAwaiting = async (tx: WorkspaceTx, traceId: string): Promise<string | undefined> => {
  const row = await tx
    .selectFrom('regressionAttempt')
    .innerJoin('regressionRun', 'regressionRun.id', 'regressionAttempt.runId')
    .select('runId')
    .where('traceId', '=', traceId)
    .where('regressionAttempt.outcome', 'is', null)
    .where('completedAt', 'is', null)
    .executeTakeFirst();
  return row?.runId;
};
