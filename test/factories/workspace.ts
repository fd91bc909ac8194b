import { randomUUID } from 'node:crypto';
import type { Database } from '@debrief/infra';
import { keyScopes, newId, type KeyScope, type Role, type Scope } from '@debrief/kernel';
import { tenancyServices } from './tenancy';

/** A workspace of a suite's own: one owner, one project, one key of all scopes. */
export interface WorkspaceFixture {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly userId: string;
  readonly email: string;
  readonly keyId: string;
  readonly publicKey: string;
  readonly secretKey: string;
  /** The owner's scope. */
  readonly scope: Scope;
  /** The scope of a console user of another role; `userId` is new unless given. */
  scopeOf(role: Role, userId?: string): Scope;
  /** The key's scope, with these scopes or all. */
  keyScope(scopes?: readonly KeyScope[]): Scope;
}

export const createWorkspaceFixture = async (database: Database): Promise<WorkspaceFixture> => {
  const userId = randomUUID();
  const email = `${userId.slice(0, 8)}@example.test`;
  const names = { workspaceName: `Workspace ${userId}`, projectName: 'Default' };
  const { workspace, project, apiKey, secretKey } = await tenancyServices(database).onboarding.bootstrap(
    { userId, email },
    names,
    newId(),
  );
  if (!apiKey || !secretKey) throw new Error('a new project has a key');
  const { workspaceId } = workspace;
  const scopeOf = (role: Role, id: string = randomUUID()): Scope => ({
    workspaceId,
    projectId: null,
    actor: { type: 'user', id, role, email: null },
    requestId: newId(),
  });
  return {
    workspaceId,
    projectId: project.id,
    userId,
    email,
    keyId: apiKey.id,
    publicKey: apiKey.publicKey,
    secretKey,
    scope: scopeOf('owner', userId),
    scopeOf,
    keyScope: (scopes = keyScopes) => ({
      workspaceId,
      projectId: project.id,
      actor: { type: 'api_key', id: apiKey.id, scopes },
      requestId: newId(),
    }),
  };
};
