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
export { RepositoriesModule } from './repositories.module';
