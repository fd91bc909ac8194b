import { DatasetRunItemsService, DatasetRunsService } from '@debrief/datasets';
import type { Scope } from '@debrief/kernel';
import { Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { Bucket } from '../../../http/rate-limits';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { batchExample, eachAlone, readBatch, toBatchResponse } from '../v1/batch';
import { toV1List, toV1Page, v1ListExample, V1PageQuery } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import { v1RunExample, v1RunItemExample } from './datasets.examples';
import { type RunPath, toRunRef } from './run-path';
import {
  CreateRunBody,
  CreateRunItemBody,
  RunItemBatchBody,
  toNewRun,
  toNewRunItem,
  toV1Run,
  toV1RunItem,
} from './runs.dto';

const tag = 'Datasets';

/** Runs over data sets (platform.md B3). Within its data set a path names one by id or name, below `runs` by its id. */
@Controller(v1('datasets'))
export class V1DatasetRunsController {
  constructor(
    private readonly runs: DatasetRunsService,
    private readonly runItems: DatasetRunItemsService,
    private readonly projects: PlatformProjects,
  ) {}

  @Post(':id/runs')
  @Requires('member', 'key:write')
  @Idempotent()
  @Operation({
    tag,
    summary: 'Create an experiment run',
    answers: {
      201: { description: 'The new run', example: v1RunExample },
      200: { description: 'The run that has this id, and the same content, already', example: v1RunExample },
    },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async create(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') dataset: string,
    @JsonBody(CreateRunBody) body: CreateRunBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    const { value, isNew } = await this.runs.create(scope, projectId, dataset, toNewRun(body));
    response.status(isNew ? 201 : 200);
    return toV1Run(value);
  }

  @Get(':id/runs')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the runs over a dataset',
    description: 'Newest first.',
    answers: { 200: { description: 'A page', example: v1ListExample([v1RunExample]) } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') dataset: string,
    @QueryDto(V1PageQuery) query: V1PageQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request);
    return toV1List(await this.runs.list(scope, projectId, dataset, toV1Page(query)), toV1Run, response);
  }

  @Get(['runs/:runId', ':id/runs/:runId'])
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a run over a dataset',
    answers: { 200: { description: 'The run', example: v1RunExample } },
    refuses: ['NOT_FOUND'],
  })
  async get(@InScope() scope: Scope, @Req() request: Request, @Param() path: RunPath) {
    return toV1Run(await this.runs.get(scope, await this.projects.of(scope, request), toRunRef(path)));
  }

  @Delete(['runs/:runId', ':id/runs/:runId'])
  @HttpCode(200)
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete a run over a dataset',
    description: 'Its traces stay.',
    answers: { 200: { description: 'It is gone', example: { success: true } } },
    refuses: ['NOT_FOUND'],
  })
  async delete(@InScope() scope: Scope, @Req() request: Request, @Param() path: RunPath) {
    await this.runs.delete(scope, await this.projects.of(scope, request), toRunRef(path));
    return { success: true };
  }

  @Post(['runs/:runId/items', ':id/runs/:runId/items'])
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Idempotent()
  @Operation({
    tag,
    summary: 'Say which trace a run gave for an item',
    description: 'One row for run, item and trace. The trace may come later.',
    answers: {
      201: { description: 'The new run item', example: v1RunItemExample },
      200: { description: 'It was there already', example: v1RunItemExample },
    },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async addItem(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param() path: RunPath,
    @JsonBody(CreateRunItemBody) body: CreateRunItemBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    const { value, isNew } = await this.runItems.record(scope, projectId, toRunRef(path), toNewRunItem(body));
    response.status(isNew ? 201 : 200);
    return toV1RunItem(value);
  }

  @Post(['runs/:runId/items/batch', ':id/runs/:runId/items/batch'])
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Idempotent()
  @Operation({
    tag,
    summary: 'Say which traces a run gave for items',
    description: 'Each alone: one that is wrong takes no other with it.',
    answers: {
      201: { description: 'All are stored', example: batchExample([v1RunItemExample]) },
      207: { description: 'Some are not, see `errors`', example: batchExample([v1RunItemExample]) },
    },
    refuses: ['NOT_FOUND', 'INVALID', 'TOO_LARGE'],
  })
  async addItems(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param() path: RunPath,
    @JsonBody(RunItemBatchBody) body: RunItemBatchBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    const outcomes = await eachAlone(readBatch(body.items, CreateRunItemBody), (some) =>
      this.runItems.recordMany(scope, projectId, toRunRef(path), some.map(toNewRunItem)),
    );
    return toBatchResponse(outcomes, ({ value }) => toV1RunItem(value), response);
  }

  @Get(['runs/:runId/items', ':id/runs/:runId/items'])
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the items of a run',
    description: 'Newest first.',
    answers: { 200: { description: 'A page', example: v1ListExample([v1RunItemExample]) } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async listItems(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param() path: RunPath,
    @QueryDto(V1PageQuery) query: V1PageQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request);
    const page = await this.runItems.list(scope, projectId, toRunRef(path), toV1Page(query));
    return toV1List(page, toV1RunItem, response);
  }
}
