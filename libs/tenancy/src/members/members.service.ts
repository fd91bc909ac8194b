import { Cursors, Database, pageById, type Page, type PageRequest, type WorkspaceTx } from '@debrief/infra';
import { conflict, invalid, isUuid, newId, notFound, type Role, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/audit.queries';
import { lockWorkspace } from '../workspaces/workspaces.queries';
import {
  countOtherOwners,
  deleteMember,
  findMember,
  findMemberByPerson,
  insertMember,
  selectMemberPage,
  updateMemberRole,
  type Member,
} from './members.queries';

export interface AddMember {
  /** One of the two, or both. */
  readonly userId?: string;
  readonly email?: string;
  /** `member` when absent. */
  readonly role?: Role;
}

/** Changes take turns under the workspace's lock: two owners cannot remove each other at the same moment. */
@Injectable()
export class MembersService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /** Newest first, open invitations included. @throws MALFORMED `invalid_cursor` */
  async list(scope: Scope, request: PageRequest): Promise<Page<Member>> {
    const bond = { workspaceId: scope.workspaceId, list: 'members' };
    return this.database.inWorkspace(scope, (tx) =>
      pageById(this.cursors, bond, request, (page) => selectMemberPage(tx, page)),
    );
  }

  /** Someone known by e-mail only becomes a member on their first sign-in. @throws INVALID, CONFLICT `name_taken` for a member */
  async add(scope: Scope, input: AddMember): Promise<Member> {
    const email = input.email?.trim().toLowerCase();
    if (input.userId === undefined && email === undefined) throw invalid('email', 'or user_id is required');
    return this.database.inWorkspace(scope, async (tx) => {
      await lockWorkspace(tx);
      if (await findMemberByPerson(tx, { userId: input.userId, email }))
        throw conflict('this person is a member already', 'name_taken');
      const member = await insertMember(tx, {
        id: newId(),
        userId: input.userId ?? null,
        email: email ?? null,
        role: input.role ?? 'member',
      });
      await recordAudit(tx, scope, { action: 'member.add', ...targetOf(member), details: toDetails(member) });
      return member;
    });
  }

  /** @param id the member's user id, or the row's for an open invitation. @throws NOT_FOUND, CONFLICT `last_owner` */
  async changeRole(scope: Scope, id: string, role: Role): Promise<Member> {
    return this.database.inWorkspace(scope, async (tx) => {
      const member = await getMemberForChange(tx, id);
      if (member.role === role) return member;
      await requireOtherOwner(tx, member);
      await recordAudit(tx, scope, {
        action: 'member.update',
        ...targetOf(member),
        details: { before: { role: member.role }, after: { role } },
      });
      return updateMemberRole(tx, member.id, role);
    });
  }

  /** @param id as for `changeRole`. @throws NOT_FOUND, CONFLICT `last_owner` */
  async remove(scope: Scope, id: string): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      const member = await getMemberForChange(tx, id);
      await requireOtherOwner(tx, member);
      await deleteMember(tx, member.id);
      await recordAudit(tx, scope, { action: 'member.remove', ...targetOf(member), details: toDetails(member) });
    });
  }
}

const getMemberForChange = async (tx: WorkspaceTx, id: string): Promise<Member> => {
  await lockWorkspace(tx);
  const member = isUuid(id) ? await findMember(tx, id) : undefined;
  if (!member) throw notFound('member', id);
  return member;
};

/** A workspace keeps an owner who can sign in. */
const requireOtherOwner = async (tx: WorkspaceTx, member: Member): Promise<void> => {
  if (member.role !== 'owner' || member.userId === null) return;
  if ((await countOtherOwners(tx, member.id)) === 0)
    throw conflict('the last owner of a workspace cannot be removed or demoted', 'last_owner');
};

const targetOf = (member: Member) => ({ targetType: 'member', targetId: member.userId ?? member.id });
const toDetails = ({ email, role, userId }: Member) => ({ email, role, user_id: userId });
