import type { DB, WorkspaceTx } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely';
import { isOfTrace } from '../recording/is-of-trace';
import type { Checkpoint, CheckpointFilters, CheckpointType } from './checkpoint.types';
import type { FilesSnapshot } from './files-snapshot';

type Row = Selectable<DB['checkpoint']> & { readonly traceExternalId: string };

/** The two texts are ours: written by `JSON.stringify` of these types. */
const toCheckpoint = ({
  traceExternalId,
  filesSnapshot,
  filesChanged,
  type,
  ...row
}: Row): Checkpoint & StoredHash => ({
  ...row,
  type: type as CheckpointType,
  traceId: traceExternalId,
  filesSnapshot: filesSnapshot === null ? null : (JSON.parse(filesSnapshot) as FilesSnapshot),
  filesChanged: JSON.parse(filesChanged as JsonText) as string[],
});

interface StoredHash {
  readonly contentHash: Buffer;
}

const selectCheckpoints = (tx: WorkspaceTx) =>
  tx
    .selectFrom('checkpoint')
    .innerJoin('trace', 'trace.id', 'checkpoint.traceId')
    .selectAll('checkpoint')
    .select('trace.externalId as traceExternalId');

/** @returns false when the project has a checkpoint of that id already; a transaction that is inserting it is waited for */
export const insertCheckpoint = async (tx: WorkspaceTx, row: Insertable<DB['checkpoint']>): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('checkpoint')
    .values(row)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'projectId', 'externalId']).doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};

export const findCheckpoint = async (
  tx: WorkspaceTx,
  projectId: string,
  externalId: string,
): Promise<(Checkpoint & StoredHash) | undefined> => {
  const row = await selectCheckpoints(tx)
    .where('checkpoint.projectId', '=', projectId)
    .where('checkpoint.externalId', '=', externalId)
    .executeTakeFirst();
  return row && toCheckpoint(row);
};

export const loadCheckpoints = async (tx: WorkspaceTx, ids: readonly string[]): Promise<Checkpoint[]> =>
  (await selectCheckpoints(tx).where('checkpoint.id', 'in', ids).execute()).map(toCheckpoint);

/** `from … where …` of a list. */
export const checkpointRows = (projectId: string, filters: CheckpointFilters): RawBuilder<unknown> => {
  const { traceId, observationId, type, gitCommitSha, gitBranch, from, to } = filters;
  const conditions = [
    sql`r.project_id = ${projectId}::uuid`,
    ...(traceId === undefined ? [] : [isOfTrace(projectId, traceId)]),
    ...(observationId === undefined ? [] : [sql`r.observation_id = ${observationId}`]),
    ...(type === undefined ? [] : [sql`r.type = ${type}`]),
    ...(gitCommitSha === undefined ? [] : [sql`r.git_commit_sha = ${gitCommitSha}`]),
    ...(gitBranch === undefined ? [] : [sql`r.git_branch = ${gitBranch}`]),
    ...(from === undefined ? [] : [sql`r.created_at >= ${from}`]),
    ...(to === undefined ? [] : [sql`r.created_at < ${to}`]),
  ];
  return sql`from checkpoint r where ${sql.join(conditions, sql` and `)}`;
};

/** The paths that the last checkpoint before a step of a run names, with what it calls itself; undefined where none is. */
export const findCheckpointBefore = async (
  tx: WorkspaceTx,
  traceId: string,
  seq: number,
): Promise<Checkpoint | undefined> => {
  // Where the client numbers the steps, the checkpoint knows after which it came. Else spans may come long after they ran: their time counts.
  const { rows } = await sql<{ id: string }>`
    select c.id
      from checkpoint c
      join trace t on t.workspace_id = c.workspace_id and t.id = c.trace_id
      left join event e on e.workspace_id = c.workspace_id and e.trace_id = c.trace_id and e.seq = ${seq}
     where c.trace_id = ${traceId}::uuid
       and case when t.surface = 'native' then c.after_seq < ${seq}
                else c.taken_at <= coalesce(e.started_at, e.received_at) end
     order by case when t.surface = 'native' then c.after_seq end desc nulls last, c.taken_at desc, c.id desc
     limit 1`.execute(tx);
  const [found] = rows;
  return found && (await loadCheckpoints(tx, [found.id]))[0];
};
