import { ScoreConfigsService } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { ScoreConfigReader } from '@debrief/replay';
import { Controller, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { publicListExample, PublicPageQuery, toPublicList, toPublicPage } from '../public/page.dto';
import {
  CreateScoreConfigBody,
  toConfigPatch,
  toNewConfig,
  toScoreConfigResponse,
  UpdateScoreConfigBody,
} from './score-configs.dto';
import { scoreConfigExample } from './scores.examples';

const tag = 'Langfuse: scores';
const one = { description: 'The config', example: scoreConfigExample };

/** What scores that name a config must be like (platform.md D). */
@Controller('api/public/score-configs')
export class ScoreConfigsController {
  constructor(
    private readonly configs: ScoreConfigsService,
    private readonly reader: ScoreConfigReader,
    private readonly projects: PlatformProjects,
  ) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List score configs',
    answers: { 200: { description: 'A page, newest first', example: publicListExample([scoreConfigExample]) } },
    refuses: ['INVALID'],
  })
  async list(@InScope() scope: Scope, @Req() request: Request, @QueryDto(PublicPageQuery) query: PublicPageQuery) {
    const page = toPublicPage(query);
    const found = await this.reader.list(scope, await this.projects.of(scope, request), page);
    return toPublicList(found, page, toScoreConfigResponse);
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({ tag, summary: 'Get a score config', answers: { 200: one }, refuses: ['NOT_FOUND'] })
  async get(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    return toScoreConfigResponse(await this.reader.get(scope, await this.projects.of(scope, request), id));
  }

  @Post()
  @HttpCode(200)
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Create a score config',
    description:
      'It fixes name and type of the scores that name it, and of NUMERIC the range, of CATEGORICAL the categories.',
    answers: { 200: one },
    refuses: ['INVALID'],
  })
  async create(
    @InScope() scope: Scope,
    @Req() request: Request,
    @JsonBody(CreateScoreConfigBody) body: CreateScoreConfigBody,
  ) {
    const projectId = await this.projects.of(scope, request);
    return toScoreConfigResponse(await this.configs.create(scope, projectId, toNewConfig(body)));
  }

  @Patch(':id')
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Change a score config',
    description: 'Scores that are there stay as they are.',
    answers: { 200: one },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async update(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @JsonBody(UpdateScoreConfigBody) body: UpdateScoreConfigBody,
  ) {
    const projectId = await this.projects.of(scope, request);
    return toScoreConfigResponse(await this.configs.update(scope, projectId, id, toConfigPatch(body)));
  }
}
