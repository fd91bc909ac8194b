import type { DB, WorkspaceTx } from '@debrief/infra';
import type { Selectable } from 'kysely';

export type ConnectedRepoRow = Selectable<DB['connectedRepo']>;

/** A project's repository with the installation that reaches it, if there is one and GitHub has not suspended it. */
export type ConnectedRepoRecord = ConnectedRepoRow & { readonly installationId: number | null };

export const findConnectedRepo = (tx: WorkspaceTx, projectId: string): Promise<ConnectedRepoRecord | undefined> =>
  tx
    .selectFrom('connectedRepo as repo')
    .leftJoin('githubInstallation as bound', (join) =>
      join
        .onRef('bound.workspaceId', '=', 'repo.workspaceId')
        .onRef('bound.id', '=', 'repo.installation')
        .on('bound.suspendedAt', 'is', null),
    )
    .selectAll('repo')
    .select('bound.installationId')
    .where('repo.projectId', '=', projectId)
    .executeTakeFirst();

export interface NewConnectedRepo {
  readonly projectId: string;
  readonly repo: string;
  readonly url: string;
  readonly repositoryId: number | null;
  readonly installation: string | null;
  readonly defaultBranch: string;
  readonly allowedPaths: string[];
}

/** A project has one repository: another one takes its place. */
export const upsertConnectedRepo = async (tx: WorkspaceTx, row: NewConnectedRepo): Promise<void> => {
  const { projectId, ...change } = row;
  await tx
    .insertInto('connectedRepo')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'projectId']).doUpdateSet({ ...change, updatedAt: new Date() }),
    )
    .execute();
};

/** @returns the name of the repository that was connected */
export const deleteConnectedRepo = async (tx: WorkspaceTx, projectId: string): Promise<string | undefined> =>
  (await tx.deleteFrom('connectedRepo').where('projectId', '=', projectId).returning('repo').executeTakeFirst())?.repo;

/** Takes repositories away from their installation: the rows stay, for previews. @returns the projects that lost theirs */
export const disconnectRepositories = (
  tx: WorkspaceTx,
  installation: string,
  repositoryIds: readonly number[],
): Promise<{ readonly projectId: string; readonly repo: string }[]> =>
  tx
    .updateTable('connectedRepo')
    .set({ installation: null, updatedAt: new Date() })
    .where('installation', '=', installation)
    .where('repositoryId', 'in', [...repositoryIds])
    .returning(['projectId', 'repo'])
    .execute();
