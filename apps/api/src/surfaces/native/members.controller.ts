import type { Scope } from '@debrief/kernel';
import { MembersService } from '@debrief/tenancy';
import { Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { JsonBody, QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import {
  AddMemberBody,
  ChangeRoleBody,
  memberExample,
  toAddMember,
  toMemberResponse,
  toMembersResponse,
} from './members.dto';
import { PageQuery, toPageRequest } from './page.dto';

const tag = 'Workspace';
const one = { description: 'The member', example: { member: memberExample } };

@Controller('api/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get()
  @Requires('viewer')
  @Operation({
    tag,
    summary: 'List members and open invitations, newest first',
    answers: { 200: { description: 'A page', example: { members: [memberExample], next_cursor: null } } },
    refuses: ['INVALID'],
  })
  async list(@InScope() scope: Scope, @QueryDto(PageQuery) query: PageQuery) {
    return toMembersResponse(await this.members.list(scope, toPageRequest(query)));
  }

  @Post()
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Add a member by e-mail address or user id',
    description: 'An invitation has `user_id: null` until the person signs in; until then its `id` names it in paths.',
    answers: { 201: one },
    refuses: ['INVALID', 'CONFLICT'],
  })
  async add(@InScope() scope: Scope, @JsonBody(AddMemberBody) body: AddMemberBody) {
    return { member: toMemberResponse(await this.members.add(scope, toAddMember(body))) };
  }

  @Patch(':userId')
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Change a member’s role',
    answers: { 200: one },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  async changeRole(
    @InScope() scope: Scope,
    @Param('userId') userId: string,
    @JsonBody(ChangeRoleBody) { role }: ChangeRoleBody,
  ) {
    return { member: toMemberResponse(await this.members.changeRole(scope, userId, role)) };
  }

  @Delete(':userId')
  @HttpCode(204)
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Remove a member',
    description: 'The last owner cannot be removed.',
    answers: { 204: { description: 'Removed' } },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async remove(@InScope() scope: Scope, @Param('userId') userId: string): Promise<void> {
    await this.members.remove(scope, userId);
  }
}
