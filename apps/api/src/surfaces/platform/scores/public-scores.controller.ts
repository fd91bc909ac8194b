import { ScoreService } from '@debrief/ingestion';
import { DomainError, type JsonObject, type JsonValue, type Scope } from '@debrief/kernel';
import { type PlatformCondition, type Score, ScoreReader } from '@debrief/replay';
import { Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { QueryDto, toJsonObjectOrList } from '../../../http/body';
import { checkDto } from '../../../http/check-dto';
import { Operation } from '../../../http/operation';
import { Bucket } from '../../../http/rate-limits';
import { contextOf } from '../../../http/request-context';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { publicListExample, type PublicPageQuery, toPublicList, toPublicPage } from '../public/page.dto';
import { maxBatch, toBatch } from '../v1/batch';
import { toPublicScore, toPublicScoreV1, toPublicScoreV2, toPublicScoreV3 } from './public-score-response';
import { PublicScoreV3Query, toGroups, toV3Conditions } from './public-scores-v3.dto';
import {
  firstVersion,
  PublicScoreBody,
  PublicScoreQuery,
  PublicScoreV2Query,
  showsTrace,
  toPublicConditions,
} from './public-scores.dto';
import { publicScoreExample, publicScoreV3Example, scoredTraceExample } from './scores.examples';
import { toJsonBody } from './v1-scores.dto';

const tag = 'Langfuse: scores';
const withTrace = { ...publicScoreExample, trace: scoredTraceExample };

/** Scores as Langfuse clients send and read them (platform.md C4, D). */
@Controller('api/public')
export class PublicScoresController {
  constructor(
    private readonly scores: ScoreService,
    private readonly reader: ScoreReader,
    private readonly projects: PlatformProjects,
  ) {}

  @Post('scores')
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @ApiBody({
    schema: {
      oneOf: [
        { $ref: getSchemaPath(PublicScoreBody) },
        { type: 'array', maxItems: maxBatch, items: { $ref: getSchemaPath(PublicScoreBody) } },
      ],
    },
  })
  @ApiExtraModels(PublicScoreBody)
  @Operation({
    tag,
    summary: 'Create or change a score, or a list of them',
    description:
      'An `id` that is there is merged with what is sent. What the score is about may come later. Of a list each is taken alone.',
    answers: {
      200: { description: 'The id of the one', example: { id: publicScoreExample.id } },
      202: { description: 'All of a list are stored', example: { message: 'Accepted' } },
      207: {
        description: 'Some of a list are not',
        example: { accepted: 1, rejected: 1, errors: [{ message: 'scores[1]: name is required' }] },
      },
    },
    refuses: ['INVALID', 'NOT_FOUND', 'CONFLICT', 'TOO_LARGE'],
  })
  async create(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const sent = toJsonObjectOrList(await contextOf(request).body.readJson('json'));
    const projectId = await this.projects.of(scope, request);
    if (Array.isArray(sent)) return this.createAll(scope, projectId, toBatch('scores', sent), response);
    const body: JsonObject = toJsonBody(checkDto(PublicScoreBody, sent));
    const [outcome] = await this.scores.record(scope, projectId, [{ body, eventId: null, timestamp: null }]);
    if (outcome === undefined) throw new Error('a score has no outcome');
    if (outcome instanceof DomainError) throw outcome;
    response.status(200);
    return { id: outcome.id };
  }

  @Delete('scores/:id')
  @HttpCode(202)
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete a score',
    description: 'It is gone when this answers.',
    answers: { 202: { description: 'Done', example: { message: 'Score deleted' } } },
    refuses: ['NOT_FOUND'],
  })
  async delete(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    await this.scores.delete(scope, await this.projects.of(scope, request), id);
    return { message: 'Score deleted' };
  }

  @Get('scores')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List scores of traces (first version)',
    description: 'Newest first. Those of sessions and of runs over datasets, and TEXT, are in the second version.',
    answers: { 200: { description: 'A page', example: publicListExample([withTrace]) } },
    refuses: ['INVALID'],
  })
  listV1(@InScope() scope: Scope, @Req() request: Request, @QueryDto(PublicScoreQuery) query: PublicScoreQuery) {
    const conditions = [...firstVersion, ...toPublicConditions(query)];
    return this.page(scope, request, query, conditions, toPublicScoreV1);
  }

  @Get('scores/:id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a score of a trace (first version)',
    answers: { 200: { description: 'The score', example: publicScoreExample } },
    refuses: ['NOT_FOUND'],
  })
  async getV1(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    return toPublicScore(await this.reader.getAmong(scope, await this.projectOf(scope, request), id, firstVersion));
  }

  @Get('v2/scores')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List scores',
    description: 'Newest first, each with what its run says of itself.',
    answers: { 200: { description: 'A page', example: publicListExample([withTrace]) } },
    refuses: ['INVALID'],
  })
  listV2(@InScope() scope: Scope, @Req() request: Request, @QueryDto(PublicScoreV2Query) query: PublicScoreV2Query) {
    const write = showsTrace(query) ? toPublicScoreV2 : toPublicScore;
    return this.page<object>(scope, request, query, toPublicConditions(query), write);
  }

  @Get('v2/scores/:id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a score',
    answers: { 200: { description: 'The score', example: publicScoreExample } },
    refuses: ['NOT_FOUND'],
  })
  async getV2(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    return toPublicScore(await this.reader.get(scope, await this.projectOf(scope, request), id));
  }

  @Get('v3/scores')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List scores by a cursor',
    description: 'Newest first; `value` is of the type that the score has. `meta.cursor` is absent on the last page.',
    answers: {
      200: {
        description: 'A page',
        example: { data: [publicScoreV3Example], meta: { limit: 50, cursor: 'q1hY0XnT9Wl0bGkzNDU2' } },
      },
    },
    refuses: ['INVALID'],
  })
  async listV3(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(PublicScoreV3Query) query: PublicScoreV3Query,
  ) {
    const { limit = 50, cursor } = query;
    const write = toPublicScoreV3(toGroups(query));
    const conditions = toV3Conditions(query);
    const projectId = await this.projectOf(scope, request);
    const { items, nextCursor } = await this.reader.listUncounted(
      scope,
      projectId,
      { conditions },
      { page: 1, limit, cursor },
    );
    return { data: items.map(write), meta: { limit, ...(nextCursor !== null && { cursor: nextCursor }) } };
  }

  /** As Langfuse's Python SDK sends them since its fifth version; its answers have no ids. */
  private async createAll(scope: Scope, projectId: string, bodies: readonly JsonValue[], response: Response) {
    const sent = bodies.map((body) => ({ body, eventId: null, timestamp: null }));
    const outcomes = await this.scores.record(scope, projectId, sent);
    const errors = outcomes.flatMap((outcome, index) =>
      outcome instanceof DomainError ? [{ message: `scores[${index}]: ${outcome.message}` }] : [],
    );
    response.status(errors.length === 0 ? 202 : 207);
    if (errors.length === 0) return { message: 'Accepted' };
    return { accepted: sent.length - errors.length, rejected: errors.length, errors };
  }

  private projectOf(scope: Scope, request: Request): Promise<string> {
    return this.projects.of(scope, request);
  }

  private async page<Out>(
    scope: Scope,
    request: Request,
    query: PublicPageQuery,
    conditions: readonly PlatformCondition[],
    write: (score: Score) => Out,
  ) {
    const { page, limit } = toPublicPage(query);
    const projectId = await this.projectOf(scope, request);
    const found = await this.reader.list(scope, projectId, { conditions }, { page, limit });
    if (found.total.isEstimated) request.res?.setHeader('X-Total-Estimated', 'true');
    return toPublicList({ items: found.items, total: found.total.items }, toPublicPage(query), write);
  }
}
