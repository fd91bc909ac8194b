/** Repositories: the code behind a project. Owns GitHub installations and connected repos; checks out, proposes and reports, decides nothing. */
export { RepositoryAccessService } from './access/repository-access.service';
export {
  type ChangeProposal,
  type CheckConclusion,
  type Checkout,
  type CheckoutRequest,
  type CheckReport,
  type FileChange,
  isRefusal,
  type ProposedChange,
  type Refusal,
  type RefusalReason,
  type ReportedCheck,
} from './access/repository-access.types';
export { isAllowedPath, isRepositoryPath } from './connected-repos/allowed-paths';
export { type ConnectedRepo, ConnectedReposService, type ConnectRepo } from './connected-repos/connected-repos.service';
export { type GithubDelivery, GithubEventsService } from './events/github-events.service';
export { InstallationsService, type InstallReturn } from './installations/installations.service';
export {
  findProposedPullRequest,
  listProposedPullRequests,
  type ProposedPullRequest,
  type PullRequestState,
} from './proposals/proposals.queries';
export { RepositoriesModule } from './repositories.module';
