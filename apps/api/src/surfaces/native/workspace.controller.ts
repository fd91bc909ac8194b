import type { JsonObject, Scope } from '@debrief/kernel';
import { WorkspaceService } from '@debrief/tenancy';
import { Controller, Get, Patch } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { JsonBody } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { PatchWorkspaceBody, toWorkspacePatch, toFullWorkspaceResponse, fullWorkspaceExample } from './workspace.dto';

const tag = 'Workspace';
const one = { description: 'The workspace', example: { workspace: fullWorkspaceExample } };

@Controller('api/workspace')
export class WorkspaceController {
  constructor(private readonly workspace: WorkspaceService) {}

  @Get()
  @Requires('viewer')
  @Operation({ tag, summary: 'Get the workspace', answers: { 200: one } })
  async get(@InScope() scope: Scope) {
    return { workspace: toFullWorkspaceResponse(await this.workspace.get(scope)) };
  }

  @Patch()
  @Requires('owner')
  @ApiBody({ type: PatchWorkspaceBody })
  @Operation({ tag, summary: 'Change name or settings of the workspace', answers: { 200: one }, refuses: ['INVALID'] })
  async patch(@InScope() scope: Scope, @JsonBody() body: JsonObject) {
    return { workspace: toFullWorkspaceResponse(await this.workspace.update(scope, toWorkspacePatch(body))) };
  }
}
