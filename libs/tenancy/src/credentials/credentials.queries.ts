import type { Plan, SystemTx } from '@debrief/infra';
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

/** Keys by the hash of their secret, those of deleted projects left out. */
export const selectCredentials = (
  tx: SystemTx,
  hashes: readonly Buffer[],
): Promise<(ApiKeyCredential & { readonly keyHash: Buffer })[]> =>
  tx
    .selectFrom('apiKey')
    .innerJoin('project', (on) =>
      on.onRef('project.workspaceId', '=', 'apiKey.workspaceId').onRef('project.id', '=', 'apiKey.projectId'),
    )
    .innerJoin('workspace', 'workspace.workspaceId', 'apiKey.workspaceId')
    .select([
      'apiKey.keyHash',
      'apiKey.workspaceId',
      'apiKey.projectId',
      'apiKey.id as keyId',
      'apiKey.publicKey',
      'apiKey.scopes',
      'apiKey.expiresAt',
      'apiKey.revokedAt',
      'apiKey.lastUsedAt',
      'workspace.plan',
    ])
    .where('apiKey.keyHash', '=', sql<Buffer>`any(${hashes})`)
    .where('project.deletedAt', 'is', null)
    .$castTo<ApiKeyCredential & { readonly keyHash: Buffer }>()
    .execute();

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

/** Oldest first; `userId` is null where the person was invited by e-mail and has not signed in yet. */
export const selectMembershipsOf = (
  tx: SystemTx,
  person: { readonly userId: string; readonly email: string | null },
): Promise<MembershipRow[]> =>
  tx
    .selectFrom('member')
    .innerJoin('workspace', 'workspace.workspaceId', 'member.workspaceId')
    .select([
      'member.workspaceId',
      'member.id as memberId',
      'member.userId',
      'member.role',
      'member.createdAt',
      'workspace.plan',
    ])
    .where((row) =>
      row.or([
        row('member.userId', '=', person.userId),
        ...(person.email === null
          ? []
          : [
              row.and([
                row('member.userId', 'is', null),
                row(sql`lower(member.email)`, '=', person.email.toLowerCase()),
              ]),
            ]),
      ]),
    )
    .orderBy('member.createdAt')
    .orderBy('member.id')
    .$castTo<MembershipRow>()
    .execute();

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
