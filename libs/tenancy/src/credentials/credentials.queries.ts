import {
  byteaArray,
  type Plan,
  type SystemClient,
  type SystemTx,
  uuidArray,
  type WorkspaceClient,
} from '@debrief/infra';
import type { KeyScope, Role } from '@debrief/kernel';
import { sql } from 'kysely';

/** What the guard needs to know of an API key. Whether it has ended is for the guard to say: the answers differ. */
export interface ApiKeyCredential {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly keyId: string;
  readonly publicKey: string;
  readonly scopes: readonly KeyScope[];
  readonly plan: Plan;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** Keys by the hash of their secret, those of deleted projects left out. Named: it runs before every request of an agent. */
export const selectCredentials = async (
  client: SystemClient,
  hashes: readonly Buffer[],
): Promise<(ApiKeyCredential & { readonly keyHash: Buffer })[]> => {
  const { rows } = await client.query<ApiKeyCredential & { readonly keyHash: Buffer }>({
    name: 'tenancy.credentials',
    text: `
      select k.key_hash as "keyHash", k.workspace_id as "workspaceId", k.project_id as "projectId", k.id as "keyId",
             k.public_key as "publicKey", k.scopes, k.expires_at as "expiresAt", k.revoked_at as "revokedAt",
             k.last_used_at as "lastUsedAt", w.plan
        from api_key k
        join project p on p.workspace_id = k.workspace_id and p.id = k.project_id and p.deleted_at is null
        join workspace w on w.workspace_id = k.workspace_id
       where k.key_hash = any($1::bytea[])`,
    values: [byteaArray(hashes)],
  });
  return rows;
};

/**
 * Which of these keys have ended by now, and how. In the transaction of a write it closes the gap that a `recent` look-up leaves:
 * nothing is written for a key that was revoked before the statement ran.
 */
export const findEndedKeys = async (
  client: WorkspaceClient,
  keyIds: readonly string[],
): Promise<Map<string, 'key_revoked' | 'key_expired'>> => {
  const { rows } = await client.query<{ id: string; isRevoked: boolean }>({
    name: 'tenancy.ended-keys',
    text: `
      select k.id, coalesce(k.revoked_at <= now(), false) as "isRevoked"
        from unnest($1::uuid[]) as i(id)
        join api_key k on k.workspace_id = (select current_workspace()) and k.id = i.id
       where k.revoked_at <= now() or k.expires_at <= now()`,
    values: [uuidArray(keyIds)],
  });
  return new Map(rows.map(({ id, isRevoked }) => [id, isRevoked ? 'key_revoked' : 'key_expired']));
};

/** A user's place in one workspace. */
export interface Membership {
  readonly workspaceId: string;
  readonly role: Role;
  readonly plan: Plan;
  readonly createdAt: Date;
}

export interface MembershipRow extends Membership {
  readonly memberId: string;
  readonly userId: string | null;
}

/** Oldest first; `userId` is null where the person was invited by e-mail and has not signed in yet. Named: as `selectCredentials`. */
export const selectMembershipsOf = async (
  client: SystemClient,
  { userId, email }: { readonly userId: string; readonly email: string | null },
): Promise<MembershipRow[]> => {
  const { rows } = await client.query<MembershipRow>({
    name: 'tenancy.memberships',
    text: `
      select m.workspace_id as "workspaceId", m.id as "memberId", m.user_id as "userId", m.role, m.created_at as "createdAt", w.plan
        from member m join workspace w on w.workspace_id = m.workspace_id
       where m.user_id = $1 or (m.user_id is null and lower(m.email) = $2)
       order by m.created_at, m.id`,
    values: [userId, email?.toLowerCase() ?? null],
  });
  return rows;
};

export const workspaceExists = async (tx: SystemTx, workspaceId: string): Promise<boolean> =>
  (await tx.selectFrom('workspace').select('workspaceId').where('workspaceId', '=', workspaceId).executeTakeFirst()) !==
  undefined;

/** Rows that another process is writing are passed over: it writes the same minute. */
export const touchApiKeys = async (tx: SystemTx, keyIds: readonly string[], at: Date): Promise<void> => {
  await sql`
    update api_key k set last_used_at = ${at}
      from (select workspace_id, id from api_key where id = any(${keyIds}) for no key update skip locked) used
     where k.workspace_id = used.workspace_id and k.id = used.id`.execute(tx);
};
