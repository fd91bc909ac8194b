import type { DB, IdPage, WorkspaceTx } from '@debrief/infra';
import type { Role } from '@debrief/kernel';
import { sql, type Selectable } from 'kysely';

/** A person in a workspace. `userId` is null until one who was invited by e-mail signs in. */
export type Member = Omit<Selectable<DB['member']>, 'role'> & { readonly role: Role };

const selectMembers = (tx: WorkspaceTx) => tx.selectFrom('member').selectAll().$castTo<Member>();

/** Newest first. */
export const selectMemberPage = (tx: WorkspaceTx, page: IdPage): Promise<Member[]> => {
  let rows = selectMembers(tx);
  if (page.beforeId !== undefined) rows = rows.where('id', '<', page.beforeId);
  return rows.orderBy('id', 'desc').limit(page.limit).execute();
};

/** By user id or, for an invitation that has none yet, by the row's id. */
export const findMember = (tx: WorkspaceTx, id: string): Promise<Member | undefined> =>
  selectMembers(tx)
    .where((row) => row.or([row('userId', '=', id), row('id', '=', id)]))
    .executeTakeFirst();

export const findMemberByPerson = (
  tx: WorkspaceTx,
  person: { readonly userId?: string; readonly email?: string },
): Promise<Member | undefined> =>
  selectMembers(tx)
    .where((row) =>
      row.or([
        ...(person.userId === undefined ? [] : [row('userId', '=', person.userId)]),
        ...(person.email === undefined ? [] : [row(sql`lower(email)`, '=', person.email)]),
      ]),
    )
    .executeTakeFirst();

export interface NewMember {
  readonly id: string;
  readonly userId: string | null;
  readonly email: string | null;
  readonly role: Role;
}

export const insertMember = (tx: WorkspaceTx, row: NewMember): Promise<Member> =>
  tx.insertInto('member').values(row).returningAll().$castTo<Member>().executeTakeFirstOrThrow();

export const updateMemberRole = (tx: WorkspaceTx, id: string, role: Role): Promise<Member> =>
  tx
    .updateTable('member')
    .set({ role, updatedAt: new Date() })
    .where('id', '=', id)
    .returningAll()
    .$castTo<Member>()
    .executeTakeFirstOrThrow();

export const deleteMember = async (tx: WorkspaceTx, id: string): Promise<void> => {
  await tx.deleteFrom('member').where('id', '=', id).execute();
};

/** Owners who have signed in, without one row. An invitation cannot yet act for the workspace. */
export const countOtherOwners = async (tx: WorkspaceTx, id: string): Promise<number> => {
  const { count } = await tx
    .selectFrom('member')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('role', '=', 'owner')
    .where('userId', 'is not', null)
    .where('id', '<>', id)
    .executeTakeFirstOrThrow();
  return count;
};

/** Gives an invitation to who has proved to own its e-mail address. @returns false when it is another's already */
export const bindMember = async (tx: WorkspaceTx, id: string, userId: string): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('member')
    .set({ userId, updatedAt: new Date() })
    .where('id', '=', id)
    .where('userId', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};
