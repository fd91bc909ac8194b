import { ScoreService } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { ScoreReader } from '@debrief/replay';
import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { Bucket } from '../../../http/rate-limits';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { toBatch, toBatchResponse } from '../v1/batch';
import { toV1List, toV1Page, v1ListExample } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import { statsExample, v1ScoreExample } from './scores.examples';
import { V1ScoreCreation } from './v1-score-creation';
import { toCounted, toV1Score } from './v1-score-response';
import {
  CreateScoreBody,
  CreateScoresBody,
  ScoreFilterQuery,
  ScoreStatsQuery,
  toJsonBody,
  toScoreConditions,
  UpdateScoreBody,
} from './v1-scores.dto';

const tag = 'Scores';
const one = { description: 'The score', example: v1ScoreExample };
const page = { description: 'A page, newest first', example: v1ListExample([v1ScoreExample]) };

/** Scores as AgentTrace clients and CI send and read them (platform.md B1). */
@Controller(v1('scores'))
export class V1ScoresController {
  constructor(
    private readonly scores: ScoreService,
    private readonly reader: ScoreReader,
    private readonly projects: PlatformProjects,
    private readonly creation: V1ScoreCreation,
  ) {}

  @Post()
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Idempotent()
  @Operation({
    tag,
    summary: 'Create a score',
    description:
      'Of a trace, an observation of it, a session or a run over a dataset, which must be there. A number is NUMERIC, a text CATEGORICAL, a boolean ' +
      'or the `stringValue` true or false BOOLEAN; a `dataType` that is given must fit. An `id` that is there must say the same.',
    answers: { 201: one, 200: { description: 'The score that has the id and says the same', example: v1ScoreExample } },
    refuses: ['INVALID', 'NOT_FOUND', 'CONFLICT'],
  })
  async create(
    @InScope() scope: Scope,
    @Req() request: Request,
    @JsonBody(CreateScoreBody) body: CreateScoreBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    const { score, isNew } = await this.creation.createOne(scope, projectId, toJsonBody(body));
    response.status(isNew ? 201 : 200);
    return toV1Score(score);
  }

  @Post('batch')
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Idempotent()
  @Operation({
    tag,
    summary: 'Create scores',
    description: 'Each alone: a bad one takes no good one with it.',
    answers: {
      201: { description: 'All are stored', example: { data: [v1ScoreExample], errors: [] } },
      207: {
        description: 'Some are not',
        example: { data: [v1ScoreExample], errors: [{ index: 1, code: 'not_found', message: 'trace x not found' }] },
      },
    },
    refuses: ['INVALID', 'TOO_LARGE'],
  })
  async createAll(
    @InScope() scope: Scope,
    @Req() request: Request,
    @JsonBody(CreateScoresBody) body: CreateScoresBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    const outcomes = await this.creation.createAll(scope, projectId, toBatch('scores', body.scores));
    return toBatchResponse(outcomes, toV1Score, response);
  }

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({ tag, summary: 'List scores', answers: { 200: page }, refuses: ['INVALID'] })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(ScoreFilterQuery) query: ScoreFilterQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request);
    const conditions = toScoreConditions(query);
    const found = await this.reader.list(scope, projectId, { conditions }, { page: 1, ...toV1Page(query) });
    return toV1List(toCounted(found), toV1Score, response);
  }

  @Get('stats')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get figures over the scores of a name',
    description: 'Exact. `count` counts all of them, the others those that have a number.',
    answers: { 200: { description: 'The figures; null where no score has a number', example: statsExample } },
    refuses: ['INVALID'],
  })
  async stats(@InScope() scope: Scope, @Req() request: Request, @QueryDto(ScoreStatsQuery) query: ScoreStatsQuery) {
    const { name } = query;
    const projectId = await this.projects.of(scope, request);
    return this.reader.stats(scope, projectId, name, toScoreConditions(query));
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({ tag, summary: 'Get a score', answers: { 200: one }, refuses: ['NOT_FOUND'] })
  async get(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    return toV1Score(await this.reader.get(scope, await this.projects.of(scope, request), id));
  }

  @Patch(':id')
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Operation({
    tag,
    summary: 'Change a score',
    description:
      'What is absent stays, null clears, metadata merges by key. What the server found itself (EVAL) is not changed.',
    answers: { 200: one },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  update(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @JsonBody(UpdateScoreBody) body: UpdateScoreBody,
  ) {
    return this.change(scope, request, id, body);
  }

  @Put(':id')
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Change a score, as PATCH does',
    answers: { 200: one },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  replace(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @JsonBody(UpdateScoreBody) body: UpdateScoreBody,
  ) {
    return this.change(scope, request, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete a score',
    answers: { 204: { description: 'It is gone' } },
    refuses: ['NOT_FOUND'],
  })
  async delete(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string): Promise<void> {
    await this.scores.delete(scope, await this.projects.of(scope, request), id);
  }

  private async change(scope: Scope, request: Request, id: string, body: UpdateScoreBody) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    await this.scores.update(scope, projectId, id, toJsonBody(body));
    return toV1Score(await this.reader.get(scope, projectId, id));
  }
}
