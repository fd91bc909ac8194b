import type { Page } from '@debrief/infra';
import { type Role, roles } from '@debrief/kernel';
import type { AddMember, Member } from '@debrief/tenancy';
import { Email, OneOf, Uuid } from '../../http/fields';

/** Body of POST /api/members: `email` or `user_id`, or both. */
export class AddMemberBody {
  @Email({ description: 'The person joins on the first sign-in with this address', example: 'ada@example.com' })
  email?: string;
  @Uuid({ description: 'The person’s id at the identity provider' }) user_id?: string;
  @OneOf(roles, { default: 'member' }) role?: Role;
}

export const toAddMember = (body: AddMemberBody): AddMember => ({
  email: body.email,
  userId: body.user_id,
  role: body.role,
});

/** Body of PATCH /api/members/{user_id}. */
export class ChangeRoleBody {
  @OneOf(roles, { required: true }) role: Role;
}

export const toMemberResponse = (member: Member) => ({
  id: member.id,
  workspace_id: member.workspaceId,
  user_id: member.userId,
  email: member.email,
  role: member.role,
  created_at: member.createdAt,
  updated_at: member.updatedAt,
});

export const toMembersResponse = ({ items, nextCursor }: Page<Member>) => ({
  members: items.map(toMemberResponse),
  next_cursor: nextCursor,
});

export const memberExample = {
  id: '0197c1de-8888-7c3d-9e1f-2a3b4c5d6e7f',
  workspace_id: '0197c1de-0000-7c3d-9e1f-2a3b4c5d6e7f',
  user_id: '7d9b4a52-3c1f-4f0e-8a6d-1b2c3d4e5f60',
  email: 'ada@example.com',
  role: 'member',
  created_at: '2026-01-01T12:00:00.000Z',
  updated_at: '2026-01-01T12:00:00.000Z',
};
