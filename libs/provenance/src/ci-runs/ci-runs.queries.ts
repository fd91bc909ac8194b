import type { DB, WorkspaceTx } from '@debrief/infra';
import { type Insertable, type RawBuilder, type Selectable, sql, type Updateable } from 'kysely';
import type { CiRun, CiRunFilters, CiRunKey, CiTotals, CiTraceLink } from './ci-run.types';
import type { CiStatus } from './ci-status';

type Row = Selectable<DB['ciRun']>;

const shownTraces = 100;

/** @returns false when there is one of that id or of that key; a transaction that is inserting it is waited for */
export const insertCiRun = async (tx: WorkspaceTx, row: Insertable<DB['ciRun']>): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('ciRun')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};

export const updateCiRun = async (tx: WorkspaceTx, id: string, change: Updateable<DB['ciRun']>): Promise<void> => {
  await tx
    .updateTable('ciRun')
    .set({ ...change, updatedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
};

/** By its external id. */
export const findCiRunRow = (tx: WorkspaceTx, projectId: string, externalId: string): Promise<Row | undefined> =>
  tx
    .selectFrom('ciRun')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('externalId', '=', externalId)
    .executeTakeFirst();

export const findCiRunByKey = (tx: WorkspaceTx, projectId: string, key: CiRunKey): Promise<Row | undefined> =>
  tx
    .selectFrom('ciRun')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('provider', '=', key.provider)
    .where('providerRunId', '=', key.providerRunId)
    .where('jobName', '=', key.jobName)
    .where('attempt', '=', key.attempt)
    .executeTakeFirst();

/** Locks a run for what decides by its state. A statement of its own: the next one sees what the lock's last holder wrote. */
export const lockCiRun = async (tx: WorkspaceTx, projectId: string, externalId: string): Promise<void> => {
  await sql`select from ci_run where project_id = ${projectId}::uuid and external_id = ${externalId} for no key update`.execute(
    tx,
  );
};

const noTotals: CiTotals = { traceCount: 0, traceIds: [], totalTokens: 0, totalCost: 0, totalObservations: 0 };

/** Of native runs only the parts of the sum are kept. */
const tokens = sql`case when t.total_tokens > 0 then t.total_tokens else t.input_tokens + t.output_tokens end`;

export const loadCiRuns = async (tx: WorkspaceTx, ids: readonly string[]): Promise<CiRun[]> => {
  const rows = await tx.selectFrom('ciRun').selectAll().where('id', 'in', ids).execute();
  const sums = await sql<CiTotals & { readonly ciRunId: string }>`
    select c.ci_run_id, count(*)::int as trace_count,
           (array_agg(t.external_id order by c.created_at desc, t.id desc))[1:${sql.lit(shownTraces)}] as trace_ids,
           coalesce(sum(${tokens}), 0) as total_tokens, coalesce(sum(t.cost_usd), 0) as total_cost,
           coalesce(sum(t.observation_count), 0) as total_observations
      from ci_run_trace c
      join trace t on t.workspace_id = c.workspace_id and t.id = c.trace_id
     where c.ci_run_id = any(${[...ids]}::uuid[])
     group by c.ci_run_id`.execute(tx);
  const totals = new Map(sums.rows.map(({ ciRunId, ...of }) => [ciRunId, of]));
  return rows.map((row) => ({ ...row, status: row.status as CiStatus, ...(totals.get(row.id) ?? noTotals) }));
};

/** `from … where …` of a list. */
export const ciRunRows = (projectId: string, filters: CiRunFilters): RawBuilder<unknown> => {
  const { provider, providerRunId, gitCommitSha, gitBranch, status, incidentId, regressionRunId, from, to } = filters;
  const conditions = [
    sql`r.project_id = ${projectId}::uuid`,
    ...(provider === undefined ? [] : [sql`r.provider = ${provider}`]),
    ...(providerRunId === undefined ? [] : [sql`r.provider_run_id = ${providerRunId}`]),
    ...(gitCommitSha === undefined ? [] : [sql`r.git_commit_sha = ${gitCommitSha}`]),
    ...(gitBranch === undefined ? [] : [sql`r.git_branch = ${gitBranch}`]),
    ...(status === undefined ? [] : [sql`r.status = ${status}`]),
    ...(incidentId === undefined ? [] : [sql`r.incident_id = ${incidentId}::uuid`]),
    ...(regressionRunId === undefined ? [] : [sql`r.regression_run_id = ${regressionRunId}::uuid`]),
    ...(from === undefined ? [] : [sql`r.started_at >= ${from}`]),
    ...(to === undefined ? [] : [sql`r.started_at < ${to}`]),
  ];
  return sql`from ci_run r where ${sql.join(conditions, sql` and `)}`;
};

/** Links traces to a run. One that is linked stays; a case that is named for it now counts. */
export const upsertCiTraces = async (
  tx: WorkspaceTx,
  ciRunId: string,
  links: readonly CiTraceLink[],
): Promise<void> => {
  if (links.length === 0) return;
  await tx
    .insertInto('ciRunTrace')
    .values(links.map(({ traceId, caseTraceId }) => ({ ciRunId, traceId, caseTraceExternalId: caseTraceId })))
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'ciRunId', 'traceId']).doUpdateSet((eb) => ({
        caseTraceExternalId: eb.fn.coalesce('excluded.caseTraceExternalId', 'ciRunTrace.caseTraceExternalId'),
      })),
    )
    .execute();
};
