import type { DB, SystemTx, UserInstallation, WorkspaceTx } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import { sql, type Selectable } from 'kysely';

const columns = ['id', 'installationId', 'account', 'suspendedAt', 'stateAt'] as const;

export type Installation = Pick<Selectable<DB['githubInstallation']>, (typeof columns)[number]>;

/** By GitHub's number. */
export const findInstallation = (tx: WorkspaceTx, installationId: number): Promise<Installation | undefined> =>
  tx.selectFrom('githubInstallation').select(columns).where('installationId', '=', installationId).executeTakeFirst();

/** As `findInstallation`; the row stays as it is until the transaction ends. */
export const findInstallationForChange = (tx: WorkspaceTx, installationId: number): Promise<Installation | undefined> =>
  tx
    .selectFrom('githubInstallation')
    .select(columns)
    .where('installationId', '=', installationId)
    .forUpdate()
    .executeTakeFirst();

/** Whether who bound the installation may push to one of its repositories. */
export const isRepositoryVouchedFor = async (tx: WorkspaceTx, id: string, repositoryId: number): Promise<boolean> => {
  const { rows } = await sql`
    select from github_installation where id = ${id} and ${repositoryId} = any(repository_ids)`.execute(tx);
  return rows.length > 0;
};

export const removeRepositories = async (
  tx: WorkspaceTx,
  id: string,
  repositoryIds: readonly number[],
): Promise<void> => {
  await sql`
    update github_installation
       set repository_ids = array(select unnest(repository_ids) except select unnest(${[...repositoryIds]}::bigint[])), updated_at = now()
     where id = ${id}`.execute(tx);
};

/** Bound again, it is what the newest person may do that counts. @returns the row's id */
export const upsertInstallation = async (
  tx: WorkspaceTx,
  { id: installationId, account, repositoryIds, suspendedAt, updatedAt: stateAt }: UserInstallation,
  boundBy: string,
): Promise<string> => {
  const change = { account, repositoryIds: [...repositoryIds], suspendedAt, stateAt, boundBy };
  const { id } = await tx
    .insertInto('githubInstallation')
    .values({ id: newId(), installationId, ...change })
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'installationId']).doUpdateSet({ ...change, updatedAt: new Date() }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
};

export const updateInstallation = async (
  tx: WorkspaceTx,
  id: string,
  change: Partial<Pick<Installation, 'suspendedAt' | 'stateAt'>>,
): Promise<void> => {
  await tx
    .updateTable('githubInstallation')
    .set({ ...change, updatedAt: new Date() })
    .where('id', '=', id)
    .execute();
};

export const deleteInstallation = async (tx: WorkspaceTx, id: string): Promise<void> => {
  await tx.deleteFrom('githubInstallation').where('id', '=', id).execute();
};

/** The workspaces that an event of an installation concerns. */
export const findWorkspacesOfInstallation = async (tx: SystemTx, installationId: number): Promise<string[]> => {
  const { rows } = await sql<{ workspaceId: string }>`
    select workspace_id from github_installation where installation_id = ${installationId} order by 1`.execute(tx);
  return rows.map((row) => row.workspaceId);
};
