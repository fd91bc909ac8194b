import type { DB, IdPage, WorkspaceClient, WorkspaceTx } from '@debrief/infra';
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { FixRequest, FixRun, LogEntry, Outcome, PullRequestJson } from '../fix-run.types';

type Row = Selectable<DB['fixRun']>;

const columns = [
  'id',
  'projectId',
  'incidentId',
  'traceId',
  'status',
  'requestedBy',
  'input',
  'baseCommit',
  'outcome',
  'githubPr',
  'fallbackReason',
  'steps',
  'inputTokens',
  'outputTokens',
  'costUsd',
  'durationMs',
  'attempts',
  'createdAt',
  'startedAt',
  'finishedAt',
] as const satisfies readonly (keyof Row)[];

/** The three texts are ours: written by `JSON.stringify` of these types. */
const toFixRun = (row: Pick<Row, (typeof columns)[number]> & { readonly diff?: string | null }): FixRun => ({
  ...row,
  status: row.status as FixRun['status'],
  input: JSON.parse(row.input) as FixRequest,
  outcome: row.outcome === null ? null : (JSON.parse(row.outcome) as Outcome),
  githubPr: row.githubPr === null ? null : (JSON.parse(row.githubPr) as PullRequestJson),
  diff: row.diff ?? null,
});

export const findFixRun = async (tx: WorkspaceTx, id: string): Promise<FixRun | undefined> => {
  const row = await tx.selectFrom('fixRun').select(columns).select('diff').where('id', '=', id).executeTakeFirst();
  return row && toFixRun(row);
};

/** The incident's run that is queued or running: there is one at most. */
export const findFixRunUnderWay = async (tx: WorkspaceTx, incidentId: string): Promise<FixRun | undefined> => {
  const row = await tx
    .selectFrom('fixRun')
    .select(columns)
    .where('incidentId', '=', incidentId)
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return row && toFixRun(row);
};

/** Newest first, without their diffs. */
export const selectFixRuns = async (tx: WorkspaceTx, incidentId: string, page: IdPage): Promise<FixRun[]> => {
  let rows = tx.selectFrom('fixRun').select(columns).where('incidentId', '=', incidentId);
  if (page.beforeId !== undefined) rows = rows.where('id', '<', page.beforeId);
  return (await rows.orderBy('id', 'desc').limit(page.limit).execute()).map(toFixRun);
};

export interface NewFixRun {
  readonly id: string;
  readonly projectId: string;
  readonly incidentId: string;
  readonly traceId: string | null;
  readonly requestedBy: string;
  readonly input: FixRequest;
}

/** @returns false when the incident has a run under way already */
export const insertFixRun = async (tx: WorkspaceTx, run: NewFixRun): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('fixRun')
    .values({ ...run, input: JSON.stringify(run.input) })
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'incidentId']).where('status', 'in', ['queued', 'running']).doNothing(),
    )
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};

export const selectLog = (tx: WorkspaceTx, fixRunId: string): Promise<LogEntry[]> =>
  tx
    .selectFrom('fixRunLog')
    .select(['seq', 'at', 'kind', 'content'])
    .where('fixRunId', '=', fixRunId)
    .orderBy('seq')
    .$castTo<LogEntry>()
    .execute();

/** Entries follow each other: a run that is taken up again writes on. */
export const insertLogEntry = async (
  tx: WorkspaceTx,
  fixRunId: string,
  { kind, content }: Pick<LogEntry, 'kind' | 'content'>,
): Promise<void> => {
  await sql`
    insert into fix_run_log (fix_run_id, seq, kind, content)
    select ${fixRunId}, coalesce(max(seq), 0) + 1, ${kind}, ${content}::json from fix_run_log where fix_run_id = ${fixRunId}`.execute(
    tx,
  );
};

/** For the stream, which reads on bare connections; without diffs. */
export const selectFixRunRecords = async (client: WorkspaceClient, ids: Buffer): Promise<FixRun[]> => {
  const names = columns.map(
    (column) => `${column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} as "${column}"`,
  );
  const { rows } = await client.query<Pick<Row, (typeof columns)[number]>>({
    text: `select ${names.join(', ')} from fix_run where workspace_id = (select current_workspace()) and id = any($1::uuid[])`,
    values: [ids],
  });
  return rows.map(toFixRun);
};
