import type { Scope } from '@debrief/kernel';
import { CheckpointsService, GitLinksService } from '@debrief/provenance';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { gitLinkExample, toGitLinkResponse } from '../git-links/git-links.dto';
import { PlatformProjects } from '../platform-projects';
import { toV1List, toV1Page, v1ListExample, V1PageQuery } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import { checkpointExample, toCheckpointResponse } from './checkpoints.dto';

/** Where one trace comes from. */
@Controller(v1('traces'))
export class TraceProvenanceController {
  constructor(
    private readonly checkpoints: CheckpointsService,
    private readonly links: GitLinksService,
    private readonly projects: PlatformProjects,
  ) {}

  @Get(':id/checkpoints')
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'Checkpoints',
    summary: 'List the checkpoints of a trace, newest first',
    answers: { 200: { description: 'A page', example: v1ListExample([checkpointExample]) } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async listCheckpoints(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @QueryDto(V1PageQuery) query: V1PageQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const project = await this.projects.of(scope, request);
    const page = await this.checkpoints.listOfTrace(scope, project, id, toV1Page(query));
    return toV1List(page, toCheckpointResponse, response);
  }

  @Get(':id/git-links')
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'Git links',
    summary: 'List the git links of a trace, newest first',
    answers: { 200: { description: 'A page', example: v1ListExample([gitLinkExample]) } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async listGitLinks(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @QueryDto(V1PageQuery) query: V1PageQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const project = await this.projects.of(scope, request);
    const page = await this.links.listOfTrace(scope, project, id, toV1Page(query));
    return toV1List(page, toGitLinkResponse, response);
  }
}
