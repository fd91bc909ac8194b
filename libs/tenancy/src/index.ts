/** Tenancy: workspaces, members, projects, API keys and the audit log. Owns who may see what; not how a request proves who it is. */
export { changedFields } from './changed-fields';
export { ApiKeysService, type CreateApiKey } from './api-keys/api-keys.service';
export type { ApiKey } from './api-keys/api-keys.queries';
export type { CreatedApiKey } from './api-keys/create-api-key';
export { recordAudit, type AuditEntry, type AuditFilters, type AuditRecord } from './audit/audit.queries';
export { AuditService, type AuditQuery } from './audit/audit.service';
export { isWellFormedSecret } from './credentials/api-key-secret';
export { CredentialsService, type Freshness, type SignedInUser } from './credentials/credentials.service';
export { findEndedKeys } from './credentials/credentials.queries';
export type { ApiKeyCredential, Membership } from './credentials/credentials.queries';
export { TenancyExpiryService } from './expiry/tenancy-expiry.service';
export { KeyPepper } from './credentials/key-pepper';
export { KeyUsage } from './credentials/key-usage';
export { findMemberByPerson, type Member } from './members/members.queries';
export { MembersService, type AddMember } from './members/members.service';
export { mintFirstWorkspace, type FirstWorkspace } from './onboarding/mint-first-workspace';
export { ModelAccountsService } from './model-providers/model-accounts.service';
export type { ModelAccount, ModelProvider } from './model-providers/model-provider.types';
export { listModelProviders } from './model-providers/model-providers.queries';
export { OnboardingService, type Bootstrap, type Bootstrapped } from './onboarding/onboarding.service';
export type { CreateProject } from './projects/create-project';
export type { Project } from './projects/projects.queries';
export { ProjectsService, type ProjectPatch } from './projects/projects.service';
export {
  getProject,
  getProjectForChange,
  locateProject,
  narrowToProject,
  resolveProject,
  type ProjectSelectors,
} from './projects/resolve-project';
export {
  maskerKeyForm,
  maskerKeyProblem,
  maskerValueForm,
  maskerValueProblem,
  maxMaskerRules,
  type MaskerSettings,
} from './settings/masker-settings';
export type { DetectorSettings } from './settings/detector-settings';
export type { PriceSetting } from './settings/price-settings';
export {
  readAllowedOutboundHosts,
  readAllowedPageOrigins,
  readDetectorSettings,
  readHttpSlowMs,
  readSessionThresholds,
  readStoredIncidentThreshold,
  readStoredMaskers,
  readStoredPrices,
} from './settings/settings.queries';
export type { Settings } from './settings/read-settings';
export { TenancyModule } from './tenancy.module';
export { WorkspaceService, type WorkspacePatch, type WorkspaceWithProviders } from './workspaces/workspace.service';
export type { Workspace } from './workspaces/workspaces.queries';
