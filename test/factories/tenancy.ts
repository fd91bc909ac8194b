import { Cursors, Database, deriveKey, OutboundClient } from '@debrief/infra';
import {
  ApiKeysService,
  AuditService,
  CredentialsService,
  KeyPepper,
  KeyUsage,
  MembersService,
  OnboardingService,
  ProjectsService,
  WorkspaceService,
} from '@debrief/tenancy';

/** The instance's secret in tests. */
export const testSecret = 'a secret of an instance for tests only';

/** The services of tenancy on a database, as the module wires them. */
export const tenancyServices = (database: Database) => {
  const pepper = new KeyPepper(testSecret);
  const cursors = new Cursors(deriveKey(testSecret, 'cursor'));
  const usage = new KeyUsage(database);
  return {
    apiKeys: new ApiKeysService(database, cursors, pepper),
    audit: new AuditService(database, cursors),
    credentials: new CredentialsService(database, pepper, usage),
    members: new MembersService(database, cursors),
    onboarding: new OnboardingService(database, pepper),
    projects: new ProjectsService(database, cursors),
    usage,
    workspace: new WorkspaceService(database, { secret: testSecret }, new OutboundClient({ allowedHosts: [] })),
  };
};
