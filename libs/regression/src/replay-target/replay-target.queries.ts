import type { DB, WorkspaceTx } from '@debrief/infra';
import type { Insertable, Updateable } from 'kysely';
import type { ReplayTarget } from './replay-target.types';

const columns = ['projectId', 'kind', 'url', 'enabled', 'deadlineSeconds', 'createdAt', 'updatedAt'] as const;

export const findReplayTarget = (tx: WorkspaceTx, projectId: string): Promise<ReplayTarget | undefined> =>
  tx
    .selectFrom('replayTarget')
    .select(columns)
    .where('projectId', '=', projectId)
    .$castTo<ReplayTarget>()
    .executeTakeFirst();

export const findSealedSecret = async (tx: WorkspaceTx, projectId: string): Promise<Buffer | null> => {
  const row = await tx
    .selectFrom('replayTarget')
    .select('secret')
    .where('projectId', '=', projectId)
    .executeTakeFirst();
  return row?.secret ?? null;
};

export const insertReplayTarget = (tx: WorkspaceTx, row: Insertable<DB['replayTarget']>): Promise<ReplayTarget> =>
  tx.insertInto('replayTarget').values(row).returning(columns).$castTo<ReplayTarget>().executeTakeFirstOrThrow();

export const updateReplayTarget = (
  tx: WorkspaceTx,
  projectId: string,
  change: Updateable<DB['replayTarget']>,
): Promise<ReplayTarget> =>
  tx
    .updateTable('replayTarget')
    .set({ ...change, updatedAt: new Date() })
    .where('projectId', '=', projectId)
    .returning(columns)
    .$castTo<ReplayTarget>()
    .executeTakeFirstOrThrow();
