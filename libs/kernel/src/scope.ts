export const roles = ['viewer', 'member', 'owner'] as const;
export type Role = (typeof roles)[number];

export const keyScopes = ['ingest', 'read', 'write'] as const;
export type KeyScope = (typeof keyScopes)[number];

/** Who acts. `server` is the holder of the server token, `job` the worker on behalf of a workspace. */
export type Actor =
  | { readonly type: 'user'; readonly id: string; readonly role: Role; readonly email: string | null }
  | { readonly type: 'api_key'; readonly id: string; readonly scopes: readonly KeyScope[] }
  | { readonly type: 'server'; readonly id: 'server' }
  | { readonly type: 'job'; readonly id: string };

/**
 * Who acts, in which workspace. Made only by the auth guard and by the job runner; everything below them trusts it.
 * `projectId` is set when the actor sees one project only (an API key), null when it sees the whole workspace.
 */
export interface Scope {
  readonly workspaceId: string;
  readonly projectId: string | null;
  readonly actor: Actor;
  readonly requestId: string;
}

/** `owner` > `member` > `viewer`. */
export const roleAtLeast = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);
