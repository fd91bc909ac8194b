import type { Database } from '@debrief/infra';
import { type KeyScope, keyScopes, type Role } from '@debrief/kernel';
import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { ApiServer } from '../factories/api-server';
import { tenancyServices } from '../factories/tenancy';
import type { WorkspaceFixture } from '../factories/workspace';

/** What an answer to a caller may depend on. `place`: whether the rows that the tests name are theirs to see. */
export type CallerFacts =
  | { readonly type: 'nobody'; readonly code: 'unauthorized' | 'key_revoked' | 'key_expired' | 'token_expired' }
  | { readonly type: 'key'; readonly scopes: readonly KeyScope[]; readonly place: Place }
  | { readonly type: 'user'; readonly role: Role | null; readonly place: Place }
  | { readonly type: 'server'; readonly place: Place | 'unnamed' | 'unknown' };

/** `intruding`: elsewhere, but the request names the workspace. */
export type Place = 'here' | 'elsewhere' | 'intruding';

export interface Principal {
  readonly name: string;
  readonly headers: Record<string, string>;
  readonly facts: CallerFacts;
  /** A project that is theirs, by id or slug: for requests that must say which. */
  readonly project: string;
  /** Of another project of the same workspace: may know the workspace, and none of its rows. */
  readonly isOfWorkspace?: true;
}

export interface Cast {
  readonly api: ApiServer;
  readonly admin: Client;
  readonly database: Database;
  readonly own: WorkspaceFixture;
  readonly other: WorkspaceFixture;
}

const bearer = (credential: string): Record<string, string> => ({ authorization: `Bearer ${credential}` });

/** Everybody who might call a route, seen from the workspace `own`. */
export const mintPrincipals = async ({ api, admin, database, own, other }: Cast): Promise<Principal[]> => {
  const { apiKeys, members, projects } = tenancyServices(database);
  const principal = (
    name: string,
    headers: Record<string, string>,
    facts: CallerFacts,
    project = 'default',
  ): Principal => ({ name, headers, facts, project });
  const naming = (workspaceId: string): Record<string, string> => ({ 'x-workspace-id': workspaceId });

  const mintKey = (scopes: readonly KeyScope[], projectId = own.projectId) =>
    apiKeys.create(own.scope, projectId, { name: 'test', scopes });
  const keyOf = async (scope: KeyScope): Promise<Principal> => {
    const { secretKey } = await mintKey([scope]);
    return principal(`${scope} key`, bearer(secretKey), { type: 'key', scopes: [scope], place: 'here' });
  };
  const userOf = async (role: Role): Promise<Principal> => {
    const userId = randomUUID();
    await members.add(own.scope, { userId, role });
    return principal(role, bearer(await api.tokenOf(userId)), { type: 'user', role, place: 'here' });
  };

  const revoked = await mintKey(keyScopes);
  await apiKeys.revoke(own.scope, own.projectId, revoked.apiKey.id);
  const expired = await mintKey(keyScopes);
  await admin.query(`update debrief.api_key set expires_at = now() - interval '1 second' where id = $1`, [
    expired.apiKey.id,
  ]);
  const { id: siblingId } = await projects.create(own.scope, { name: 'Sibling' });
  const sibling = await mintKey(keyScopes, siblingId);

  const server = bearer(api.config.auth.serverToken!);
  const foreignKey = bearer(other.secretKey);
  const foreignOwner = bearer(await api.tokenOf(other.userId, other.email));
  const foreign = { type: 'key', scopes: keyScopes, place: 'elsewhere' } as const;
  const stranger = { type: 'user', role: 'owner', place: 'elsewhere' } as const;
  return [
    principal('anonymous', {}, { type: 'nobody', code: 'unauthorized' }),
    principal('revoked key', bearer(revoked.secretKey), { type: 'nobody', code: 'key_revoked' }),
    principal('expired key', bearer(expired.secretKey), { type: 'nobody', code: 'key_expired' }),
    ...(await Promise.all(keyScopes.map(keyOf))),
    ...(await Promise.all((['viewer', 'member', 'owner'] as const).map(userOf))),
    principal('user of no workspace', bearer(await api.tokenOf(randomUUID())), {
      type: 'user',
      role: null,
      place: 'elsewhere',
    }),
    { ...principal('key of another project', bearer(sibling.secretKey), foreign, siblingId), isOfWorkspace: true },
    principal('other tenant’s key', foreignKey, foreign),
    principal('other tenant’s owner', foreignOwner, stranger),
    principal(
      'other tenant’s key that names the workspace',
      { ...foreignKey, ...naming(own.workspaceId) },
      { ...foreign, place: 'intruding' },
    ),
    principal(
      'other tenant’s owner who names the workspace',
      { ...foreignOwner, ...naming(own.workspaceId) },
      { ...stranger, place: 'intruding' },
    ),
    principal('server', { ...server, ...naming(own.workspaceId) }, { type: 'server', place: 'here' }),
    principal(
      'server in another workspace',
      { ...server, ...naming(other.workspaceId) },
      { type: 'server', place: 'elsewhere' },
    ),
    principal('server in no workspace', server, { type: 'server', place: 'unnamed' }),
    principal(
      'server in an unknown workspace',
      { ...server, ...naming(randomUUID()) },
      { type: 'server', place: 'unknown' },
    ),
  ];
};
