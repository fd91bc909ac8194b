import { DomainError, type KeyScope, type Role } from '@debrief/kernel';
import type { Grant } from '../requires';
import type { Caller } from './caller';
import { decideAccess } from './decide-access';

const [home, second, elsewhere] = ['1', '2', '3'].map((digit) => `0197c1de-0000-7000-8000-00000000000${digit}`) as [
  string,
  string,
  string,
];

const key = (...scopes: KeyScope[]): Caller => ({
  type: 'api_key',
  key: {
    workspaceId: home,
    projectId: 'project',
    keyId: 'key',
    scopes,
    plan: 'free',
    expiresAt: null,
    revokedAt: null,
  },
});
const user = (...roles: Role[]): Caller => ({
  type: 'user',
  user: { userId: 'user', email: null, expiresAt: new Date() },
  memberships: roles.map((role, index) => ({ workspaceId: [home, second][index]!, role, plan: 'free' })),
});
const server: Caller = { type: 'server' };

const outcome = (grants: Grant[], caller: Caller, workspace?: string, fromHeader = workspace): string => {
  try {
    const access = decideAccess(grants, caller, { any: workspace, fromHeader });
    return access ? `${access.actor.type} ${access.workspaceId} ${access.projectId ?? '-'}` : 'user without workspace';
  } catch (error) {
    return error instanceof DomainError ? `${error.code} ${error.reason ?? ''}`.trim() : 'another error';
  }
};

describe('decideAccess', () => {
  it.each<[string, Grant[], Caller, string | undefined, string]>([
    ['a key with the scope', ['key:ingest', 'member'], key('ingest'), undefined, `api_key ${home} project`],
    ['a key with another scope', ['key:ingest', 'member'], key('read', 'write'), undefined, 'FORBIDDEN missing_scope'],
    ['a key on a route for people', ['member'], key('ingest', 'read', 'write'), undefined, 'FORBIDDEN wrong_principal'],
    ['a key on a route for people, elsewhere', ['member'], key('read'), elsewhere, 'FORBIDDEN wrong_principal'],
    ['a key on a route for any user', ['user'], key('read'), undefined, 'FORBIDDEN wrong_principal'],
    ['a key that names its workspace', ['key:read'], key('read'), home.toUpperCase(), `api_key ${home} project`],
    ['a key that names another workspace', ['key:read'], key('read'), elsewhere, 'FORBIDDEN scope_mismatch'],
    ['a viewer where viewers may', ['viewer'], user('viewer'), undefined, `user ${home} -`],
    ['a viewer where members may', ['member', 'key:write'], user('viewer'), undefined, 'FORBIDDEN missing_role'],
    ['an owner where members may', ['member'], user('owner'), undefined, `user ${home} -`],
    ['a member where owners may', ['owner'], user('member'), undefined, 'FORBIDDEN missing_role'],
    ['a user in the workspace that they name', ['owner'], user('viewer', 'owner'), second, `user ${second} -`],
    ['the role of the workspace that is named', ['owner'], user('owner', 'viewer'), second, 'FORBIDDEN missing_role'],
    ['a user elsewhere', ['viewer'], user('owner'), elsewhere, 'FORBIDDEN scope_mismatch'],
    ['a user who names no uuid', ['viewer'], user('owner'), 'x', 'FORBIDDEN scope_mismatch'],
    ['a user of nothing', ['viewer'], user(), undefined, 'FORBIDDEN missing_role'],
    ['a user of nothing where any user may', ['user'], user(), undefined, 'user without workspace'],
    ['a user on a route for keys', ['key:ingest'], user('owner'), undefined, 'FORBIDDEN wrong_principal'],
    ['a user on a route for servers', ['server'], user('owner'), undefined, 'FORBIDDEN wrong_principal'],
    ['the server in its workspace', ['server'], server, home, `server ${home} -`],
    ['the server without a workspace', ['server'], server, undefined, 'INVALID workspace_required'],
    ['the server with no uuid', ['server'], server, 'x', 'NOT_FOUND'],
    ['the server on a route for people', ['owner', 'key:write'], server, home, 'FORBIDDEN wrong_principal'],
  ])('%s', (_name, grants, caller, workspace, expected) => {
    expect(outcome(grants, caller, workspace)).toBe(expected);
  });

  it('takes the server’s workspace from its own header only', () => {
    expect(decideAccess.bind(null, ['server'], server, { any: home, fromHeader: undefined })).toThrow(
      'X-Workspace-Id is required',
    );
  });
});
