import { DomainError, forbidden, isUuid, notFound, type Actor, type Role, roleAtLeast, roles } from '@debrief/kernel';
import type { Grant } from '../requires';
import type { Caller } from './caller';
import type { Membership } from './credential-source';
import type { WorkspaceChoice } from './workspace-choice';

/** What a caller was admitted as; null where the route asks for a user and no workspace. */
export interface Access {
  readonly workspaceId: string;
  readonly projectId: string | null;
  readonly actor: Actor;
}

const wrongPrincipal = (): DomainError =>
  forbidden('This kind of credential may not call this route', 'wrong_principal');
const wrongWorkspace = (): DomainError =>
  forbidden('The credential gives no access to that workspace', 'scope_mismatch');

/**
 * Whether a caller may call a route, and in which workspace. Order: kind of principal, workspace, then scope or role.
 * @throws DomainError FORBIDDEN with its reason; INVALID `workspace_required` and NOT_FOUND for the server token
 */
export const decideAccess = (grants: readonly Grant[], caller: Caller, choice: WorkspaceChoice): Access | null => {
  switch (caller.type) {
    case 'api_key':
      return decideKey(grants, caller.key, choice);
    case 'user':
      return decideUser(grants, caller, choice);
    case 'server':
      return decideServer(grants, choice);
  }
};

const decideKey = (
  grants: readonly Grant[],
  key: Extract<Caller, { type: 'api_key' }>['key'],
  choice: WorkspaceChoice,
): Access => {
  const needed = grants.filter((grant) => grant.startsWith('key:'));
  if (needed.length === 0) throw wrongPrincipal();
  if (choice.any !== undefined && choice.any.toLowerCase() !== key.workspaceId) throw wrongWorkspace();
  if (!key.scopes.some((scope) => needed.includes(`key:${scope}`))) {
    throw forbidden(
      `The API key lacks the scope ${needed.map((grant) => grant.slice(4)).join(' or ')}`,
      'missing_scope',
    );
  }
  return {
    workspaceId: key.workspaceId,
    projectId: key.projectId,
    actor: { type: 'api_key', id: key.keyId, scopes: key.scopes },
  };
};

const decideUser = (
  grants: readonly Grant[],
  caller: Extract<Caller, { type: 'user' }>,
  choice: WorkspaceChoice,
): Access | null => {
  const needed = roles.filter((role) => grants.includes(role));
  if (needed.length === 0 && !grants.includes('user')) throw wrongPrincipal();
  if (needed.length === 0) return null;
  const membership = chooseMembership(caller.memberships, choice);
  // Signed in, but a member of nothing: every workspace route asks for a role that this user does not have.
  if (!membership) throw forbidden('You are not a member of any workspace', 'missing_role');
  if (!needed.some((role: Role) => roleAtLeast(membership.role, role))) {
    throw forbidden(`This needs the role ${needed[0]}`, 'missing_role');
  }
  const { userId: id, email } = caller.user;
  return {
    workspaceId: membership.workspaceId,
    projectId: null,
    actor: { type: 'user', id, email, role: membership.role },
  };
};

/** The named workspace, else the oldest membership. */
export const chooseMembership = (
  memberships: readonly Membership[],
  choice: WorkspaceChoice,
): Membership | undefined => {
  if (choice.any === undefined) return memberships[0];
  const named = choice.any.toLowerCase();
  const membership = memberships.find(({ workspaceId }) => workspaceId === named);
  if (!membership) throw wrongWorkspace();
  return membership;
};

const decideServer = (grants: readonly Grant[], choice: WorkspaceChoice): Access => {
  if (!grants.includes('server')) throw wrongPrincipal();
  const workspaceId = choice.fromHeader;
  if (workspaceId === undefined) {
    throw new DomainError('INVALID', 'X-Workspace-Id is required with the server token', {
      reason: 'workspace_required',
    });
  }
  if (!isUuid(workspaceId)) throw notFound('workspace', workspaceId);
  return { workspaceId: workspaceId.toLowerCase(), projectId: null, actor: { type: 'server', id: 'server' } };
};
