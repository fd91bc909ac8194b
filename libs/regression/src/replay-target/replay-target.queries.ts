import type { DB, WorkspaceTx } from '@debrief/infra';
import type { Insertable } from 'kysely';
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

/** `secret` absent keeps the stored one. */
export const upsertReplayTarget = (tx: WorkspaceTx, row: Insertable<DB['replayTarget']>): Promise<ReplayTarget> =>
  tx
    .insertInto('replayTarget')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'projectId']).doUpdateSet({ ...row, updatedAt: new Date() }),
    )
    .returning(columns)
    .$castTo<ReplayTarget>()
    .executeTakeFirstOrThrow();
