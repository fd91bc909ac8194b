import type { JsonObject, Scope } from '@debrief/kernel';
import { CheckpointsService } from '@debrief/provenance';
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { Bucket } from '../../../http/rate-limits';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { toV1List, toV1Page, v1ListExample } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import {
  checkpointExample,
  CreateCheckpointBody,
  ListCheckpointsQuery,
  RestoreCheckpointBody,
  restorationExample,
  toCheckpointFilters,
  toCheckpointResponse,
} from './checkpoints.dto';

const tag = 'Checkpoints';

@Controller(v1('checkpoints'))
export class CheckpointsController {
  constructor(
    private readonly checkpoints: CheckpointsService,
    private readonly projects: PlatformProjects,
  ) {}

  @Post()
  @Idempotent()
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Operation({
    tag,
    summary: 'Record a checkpoint of a trace',
    description:
      'What the files were at a moment of the run: names, hashes, sizes and the commit, never contents. It is an event of the trace, too: ' +
      'a `state_change` named `checkpoint`.',
    answers: {
      200: { description: 'The checkpoint of that id, which has the same content', example: checkpointExample },
      201: { description: 'The checkpoint', example: checkpointExample },
    },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  async create(
    @InScope() scope: Scope,
    @Req() request: Request,
    @JsonBody(CreateCheckpointBody) { projectId, ...body }: CreateCheckpointBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const project = await this.projects.of(scope, request, projectId);
    const { item, isNew } = await this.checkpoints.record(scope, project, { ...body } as JsonObject);
    response.status(isNew ? 201 : 200);
    return toCheckpointResponse(item);
  }

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List checkpoints, newest first',
    answers: { 200: { description: 'A page', example: v1ListExample([checkpointExample]) } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(ListCheckpointsQuery) query: ListCheckpointsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const project = await this.projects.of(scope, request);
    const page = await this.checkpoints.list(scope, project, toCheckpointFilters(query), toV1Page(query));
    return toV1List(page, toCheckpointResponse, response);
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a checkpoint',
    answers: { 200: { description: 'The checkpoint', example: checkpointExample } },
    refuses: ['NOT_FOUND'],
  })
  async get(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    return toCheckpointResponse(await this.checkpoints.get(scope, await this.projects.of(scope, request), id));
  }

  @Post(':id/restore')
  @Idempotent()
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Operation({
    tag,
    summary: 'Note that a checkpoint is gone back to',
    description:
      'Makes a checkpoint of type `restore` with commit, branch and snapshot, for the client to apply. Nothing on any disk is changed here: ' +
      '`applied` is false and `restoredFiles` 0.',
    answers: { 201: { description: 'The new checkpoint', example: restorationExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async restore(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @JsonBody(RestoreCheckpointBody) { traceId }: RestoreCheckpointBody,
  ) {
    const project = await this.projects.of(scope, request);
    return toCheckpointResponse(await this.checkpoints.restore(scope, project, id, traceId));
  }
}
