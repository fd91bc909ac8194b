import type { SystemTx } from '@debrief/infra';
import type { Role } from '@debrief/kernel';
import { sql } from 'kysely';

/** Makes the bootstraps of one user take turns, so that a repeated one finds what the first made. */
export const lockBootstrapOf = async (tx: SystemTx, userId: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`bootstrap ${userId}`}, 0))`.execute(tx);
};

/** The oldest workspace of that name (regardless of case) in which the user is a member. */
export const findWorkspaceOfUser = (
  tx: SystemTx,
  userId: string,
  name: string,
): Promise<{ readonly workspaceId: string; readonly role: Role } | undefined> =>
  tx
    .selectFrom('member')
    .innerJoin('workspace', 'workspace.workspaceId', 'member.workspaceId')
    .select(['member.workspaceId', 'member.role'])
    .where('member.userId', '=', userId)
    .where(sql`lower(workspace.name)`, '=', sql`lower(${name})`)
    .orderBy('member.createdAt')
    .orderBy('member.id')
    .$castTo<{ readonly workspaceId: string; readonly role: Role }>()
    .executeTakeFirst();
