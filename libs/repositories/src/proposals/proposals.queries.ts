import type { DB, GithubPullRequest, WorkspaceTx } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import type { Selectable } from 'kysely';

export type PullRequestState = GithubPullRequest['state'];

/** A pull request that a fix run opened, as GitHub last told. */
export type ProposedPullRequest = Omit<Selectable<DB['proposedPullRequest']>, 'state'> & {
  readonly state: PullRequestState;
};

const selectProposals = (tx: WorkspaceTx) =>
  tx.selectFrom('proposedPullRequest').selectAll().$castTo<ProposedPullRequest>();

export const findProposedPullRequest = (tx: WorkspaceTx, fixRunId: string): Promise<ProposedPullRequest | undefined> =>
  selectProposals(tx).where('fixRunId', '=', fixRunId).executeTakeFirst();

/** Newest first. */
export const listProposedPullRequests = (tx: WorkspaceTx, incidentId: string): Promise<ProposedPullRequest[]> =>
  selectProposals(tx).where('incidentId', '=', incidentId).orderBy('id', 'desc').limit(100).execute();

export interface NewProposal {
  readonly projectId: string;
  readonly incidentId: string;
  readonly fixRunId: string;
  readonly repositoryId: number;
  readonly repo: string;
  readonly branch: string;
}

/** A fix run has one pull request: what is known of it is written over. @returns the row's id */
export const upsertProposal = async (
  tx: WorkspaceTx,
  proposal: NewProposal,
  { number, url, headSha, state, updatedAt: stateAt }: GithubPullRequest,
): Promise<string> => {
  const row = { ...proposal, number, url, headSha, state, stateAt };
  const { id } = await tx
    .insertInto('proposedPullRequest')
    .values({ id: newId(), ...row })
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'fixRunId']).doUpdateSet({ ...row, updatedAt: new Date() }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
};

export interface PullRequestNews {
  readonly repositoryId: number;
  readonly number: number;
  readonly state: PullRequestState;
  readonly headSha: string;
  readonly at: Date;
}

/** The pull request's rows; they stay as they are until the transaction ends. */
export const findProposalsForChange = (
  tx: WorkspaceTx,
  { repositoryId, number }: Pick<PullRequestNews, 'repositoryId' | 'number'>,
): Promise<ProposedPullRequest[]> =>
  selectProposals(tx)
    .where('repositoryId', '=', repositoryId)
    .where('number', '=', number)
    .orderBy('id')
    .forUpdate()
    .execute();

export const updateProposal = async (
  tx: WorkspaceTx,
  id: string,
  { state, headSha, at }: PullRequestNews,
): Promise<void> => {
  await tx
    .updateTable('proposedPullRequest')
    .set({ state, headSha, stateAt: at, updatedAt: new Date() })
    .where('id', '=', id)
    .execute();
};
