import type { WorkspaceTx } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { disconnectRepositories } from '../connected-repos/connected-repos.queries';
import {
  deleteInstallation,
  findInstallationForChange,
  type Installation,
  removeRepositories,
  updateInstallation,
} from '../installations/installations.queries';
import { findProposalsForChange, type PullRequestNews, updateProposal } from '../proposals/proposals.queries';
import type { GithubEvent } from './read-github-event';

/** Takes over in one workspace what GitHub told. Events may come late, twice and out of order. */
export const applyGithubEvent = async (tx: WorkspaceTx, scope: Scope, event: GithubEvent): Promise<void> => {
  const installation = await findInstallationForChange(tx, event.installationId);
  if (!installation) return;
  switch (event.type) {
    case 'installation_deleted':
      await deleteInstallation(tx, installation.id);
      return recordInstallation(tx, scope, installation, 'delete');
    case 'installation_suspended':
      return setSuspended(tx, scope, installation, { at: event.at, isSuspended: true });
    case 'installation_unsuspended':
      return setSuspended(tx, scope, installation, { at: event.at, isSuspended: false });
    case 'repositories_removed':
      return removeFromInstallation(tx, scope, installation, event.repositoryIds);
    case 'pull_request':
      return takeNews(tx, scope, event.news);
  }
};

const recordInstallation = (
  tx: WorkspaceTx,
  scope: Scope,
  { id, account }: Installation,
  verb: string,
): Promise<void> =>
  recordAudit(tx, scope, {
    action: `github_installation.${verb}`,
    targetType: 'github_installation',
    targetId: id,
    details: { account },
  });

const setSuspended = async (
  tx: WorkspaceTx,
  scope: Scope,
  installation: Installation,
  { at, isSuspended }: { readonly at: Date; readonly isSuspended: boolean },
): Promise<void> => {
  if (at < installation.stateAt) return;
  await updateInstallation(tx, installation.id, { suspendedAt: isSuspended ? at : null, stateAt: at });
  if (isSuspended === (installation.suspendedAt !== null)) return;
  await recordInstallation(tx, scope, installation, isSuspended ? 'suspend' : 'unsuspend');
};

const removeFromInstallation = async (
  tx: WorkspaceTx,
  scope: Scope,
  { id }: Installation,
  repositoryIds: readonly number[],
): Promise<void> => {
  if (repositoryIds.length === 0) return;
  await removeRepositories(tx, id, repositoryIds);
  for (const { projectId, repo } of await disconnectRepositories(tx, id, repositoryIds)) {
    await recordAudit(tx, scope, {
      action: 'connected_repo.disconnect',
      targetType: 'project',
      targetId: projectId,
      projectId,
      details: { repo },
    });
  }
};

/** What is the same state at a later time is noted as well: what happened in between may yet arrive. */
const takeNews = async (tx: WorkspaceTx, scope: Scope, news: PullRequestNews): Promise<void> => {
  for (const known of await findProposalsForChange(tx, news)) {
    if (news.at < known.stateAt) continue;
    await updateProposal(tx, known.id, news);
    if (known.state === news.state && known.headSha === news.headSha) continue;
    await recordAudit(tx, scope, {
      action: 'pull_request.update',
      targetType: 'pull_request',
      targetId: known.id,
      projectId: known.projectId,
      details: { incident_id: known.incidentId, state: news.state, head_sha: news.headSha },
    });
  }
};
