import type { DB, WorkspaceTx } from '@debrief/infra';
import type { Selectable } from 'kysely';
import type { Settings } from '../settings/read-settings';

export type Workspace = Omit<Selectable<DB['workspace']>, 'settings'> & { readonly settings: Settings };

/** A new workspace and its stream's counter. */
export const insertWorkspace = async (
  tx: WorkspaceTx,
  row: { readonly workspaceId: string; readonly name: string; readonly createdBy: string },
): Promise<Workspace> => {
  const workspace = await tx
    .insertInto('workspace')
    .values(row)
    .returningAll()
    .$castTo<Workspace>()
    .executeTakeFirstOrThrow();
  await tx.insertInto('streamPosition').values({ workspaceId: row.workspaceId }).execute();
  return workspace;
};

export const selectWorkspace = (tx: WorkspaceTx): Promise<Workspace> =>
  tx.selectFrom('workspace').selectAll().$castTo<Workspace>().executeTakeFirstOrThrow();

/**
 * Makes changes to a workspace's members and projects take turns: rules such as "one owner remains" and "names are unique"
 * read several rows. Inserting rows that refer to the workspace is not held up.
 */
export const lockWorkspace = (tx: WorkspaceTx): Promise<Workspace> =>
  tx.selectFrom('workspace').selectAll().forNoKeyUpdate().$castTo<Workspace>().executeTakeFirstOrThrow();

export const updateWorkspace = (
  tx: WorkspaceTx,
  change: { readonly name: string; readonly settings: Settings },
): Promise<Workspace> =>
  tx
    .updateTable('workspace')
    .set({ name: change.name, settings: JSON.stringify(change.settings), updatedAt: new Date() })
    .returningAll()
    .$castTo<Workspace>()
    .executeTakeFirstOrThrow();
