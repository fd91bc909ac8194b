import { randomBytes, randomUUID } from 'node:crypto';
import { Cursors, Database } from '@debrief/infra';
import type { KeyScope, Role, Scope } from '@debrief/kernel';
import { ApiKeysService, KeyPepper, MembersService, mintFirstWorkspace, ProjectsService } from '@debrief/tenancy';
import { mintConsoleToken } from '../../apps/local/src/console-token';
import type { Instance } from '../setup/instance';

/** A workspace with one project, as a client sees it: what to send to be whom. */
export interface Tenant {
  readonly workspaceId: string;
  readonly projectId: string;
  /** Of the project, with all scopes: the secret. */
  readonly apiKey: string;
  /** The other half of the key, for clients that send a pair. */
  readonly publicKey: string;
  readonly owner: ConsoleUser;
}

export interface ConsoleUser {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

/** A user whom the instance believes, of no workspace yet. */
export const mintUser = async ({ secrets }: Pick<Instance, 'secrets'>): Promise<ConsoleUser> => {
  const id = randomUUID();
  const email = `${id}@example.com`;
  const token = await mintConsoleToken({ id, email }, secrets.jwtIssuer, secrets.jwtSecret, new Date());
  return { id, email, token };
};

/** A new workspace on a running instance. */
export const mintTenant = async (instance: Pick<Instance, 'secrets' | 'database'>): Promise<Tenant> => {
  const owner = await mintUser(instance);
  const minted = await mintFirstWorkspace(
    { databaseUrl: instance.database.databaseUrl, instanceSecret: instance.secrets.rootSecret },
    { workspaceName: `workspace ${owner.id}`, projectName: 'agents', userId: owner.id, email: owner.email },
  );
  const { publicKey, secretKey: apiKey } = minted.apiKey;
  return { workspaceId: minted.workspaceId, projectId: minted.projectId, apiKey, publicKey, owner };
};

/** The scope of a project's key, for tests below the HTTP surface. */
export const keyScopeOf = ({ workspaceId, projectId }: Pick<Tenant, 'workspaceId' | 'projectId'>): Scope => ({
  workspaceId,
  projectId,
  actor: { type: 'api_key', id: randomUUID(), scopes: ['ingest', 'read', 'write'] },
  requestId: randomUUID(),
});

export const userScopeOf = (workspaceId: string, role: Role = 'owner'): Scope => ({
  workspaceId,
  projectId: null,
  actor: { type: 'user', id: randomUUID(), role, email: null },
  requestId: randomUUID(),
});

/** Runs work with a pool of its own. */
export const withDatabase = async <T>(databaseUrl: string, work: (database: Database) => Promise<T>): Promise<T> => {
  const database = new Database({ url: databaseUrl, poolMax: 4 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
};

/** A project of the tenant with `strict_seq`, and a key of it. */
export const addStrictProject = (
  { database, secrets }: Pick<Instance, 'secrets' | 'database'>,
  tenant: Tenant,
): Promise<{ readonly projectId: string; readonly apiKey: string }> =>
  withDatabase(database.databaseUrl, async (pool) => {
    const scope = userScopeOf(tenant.workspaceId);
    const cursors = new Cursors(randomBytes(32));
    const project = await new ProjectsService(pool, cursors).create(scope, {
      name: `strict ${randomUUID()}`,
      strictSeq: true,
    });
    return {
      projectId: project.id,
      apiKey: await mintKey(pool, secrets, scope, project.id, ['ingest', 'read', 'write']),
    };
  });

/** A further key of the tenant's project. */
export const addKey = (
  { database, secrets }: Pick<Instance, 'secrets' | 'database'>,
  tenant: Tenant,
  scopes: readonly KeyScope[],
): Promise<string> =>
  withDatabase(database.databaseUrl, (pool) =>
    mintKey(pool, secrets, userScopeOf(tenant.workspaceId), tenant.projectId, scopes),
  );

/** A further user of the tenant's workspace. */
export const addMember = async (
  instance: Pick<Instance, 'secrets' | 'database'>,
  tenant: Tenant,
  role: Role,
): Promise<ConsoleUser> => {
  const user = await mintUser(instance);
  await withDatabase(instance.database.databaseUrl, (pool) =>
    new MembersService(pool, new Cursors(randomBytes(32))).add(userScopeOf(tenant.workspaceId), {
      userId: user.id,
      email: user.email,
      role,
    }),
  );
  return user;
};

const mintKey = async (
  pool: Database,
  secrets: Instance['secrets'],
  scope: Scope,
  projectId: string,
  scopes: readonly KeyScope[],
): Promise<string> => {
  const keys = new ApiKeysService(pool, new Cursors(randomBytes(32)), new KeyPepper(secrets.rootSecret));
  return (await keys.create(scope, projectId, { name: 'test', scopes })).secretKey;
};
