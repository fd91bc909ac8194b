import type { JsonObject, Scope } from '@debrief/kernel';
import { GitLinksService } from '@debrief/provenance';
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { Bucket } from '../../../http/rate-limits';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { toV1List, toV1Page, v1ListExample, V1PageQuery } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import {
  CreateGitLinkBody,
  gitLinkExample,
  ListGitLinksQuery,
  timelineExample,
  TimelineQuery,
  toGitLinkFilters,
  toGitLinkResponse,
  toSha,
  toTimelineResponse,
} from './git-links.dto';

const tag = 'Git links';
const page = { 200: { description: 'A page', example: v1ListExample([gitLinkExample]) } };

@Controller(v1('git-links'))
export class GitLinksController {
  constructor(
    private readonly links: GitLinksService,
    private readonly projects: PlatformProjects,
  ) {}

  @Post()
  @Idempotent()
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Operation({
    tag,
    summary: 'Link a trace to a commit',
    description:
      'A link of type `current`, `start` or `commit` says at which commit the code of the run was. The same trace, commit and type again is ' +
      'the link that is there.',
    answers: {
      200: { description: 'The link that is there', example: gitLinkExample },
      201: { description: 'The link', example: gitLinkExample },
    },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  async create(
    @InScope() scope: Scope,
    @Req() request: Request,
    @JsonBody(CreateGitLinkBody) { projectId, ...body }: CreateGitLinkBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const project = await this.projects.of(scope, request, projectId);
    const { item, isNew } = await this.links.record(scope, project, { ...body } as JsonObject);
    response.status(isNew ? 201 : 200);
    return toGitLinkResponse(item);
  }

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({ tag, summary: 'List git links, newest first', answers: page, refuses: ['NOT_FOUND', 'INVALID'] })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(ListGitLinksQuery) query: ListGitLinksQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const project = await this.projects.of(scope, request);
    const found = await this.links.list(scope, project, toGitLinkFilters(query), toV1Page(query));
    return toV1List(found, toGitLinkResponse, response);
  }

  // Before `:id`: a fixed word wins.
  @Get('timeline')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List commits with their traces, newest commit first',
    description: 'A trace counts as failed when it failed or aborted, or is in an incident.',
    answers: { 200: { description: 'The commits', example: timelineExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async timeline(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(TimelineQuery) { repoUrl, branch, limit = 50 }: TimelineQuery,
  ) {
    const project = await this.projects.of(scope, request);
    return toTimelineResponse(await this.links.timeline(scope, project, { repoUrl, branch, limit }));
  }

  @Get('commit/:sha')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the git links of a commit, newest first',
    description: 'The beginning of its id is enough: 7 digits at least.',
    answers: page,
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async listOfCommit(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('sha') sha: string,
    @QueryDto(V1PageQuery) query: V1PageQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const project = await this.projects.of(scope, request);
    const found = await this.links.list(scope, project, { commitSha: toSha('sha', sha) }, toV1Page(query));
    return toV1List(found, toGitLinkResponse, response);
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a git link',
    answers: { 200: { description: 'The link', example: gitLinkExample } },
    refuses: ['NOT_FOUND'],
  })
  async get(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    return toGitLinkResponse(await this.links.get(scope, await this.projects.of(scope, request), id));
  }
}
