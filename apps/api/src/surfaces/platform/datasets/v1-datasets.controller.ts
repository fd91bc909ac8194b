import { DatasetsService } from '@debrief/datasets';
import type { Scope } from '@debrief/kernel';
import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { toV1List, toV1Page, v1ListExample, V1PageQuery } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import { CreateDatasetBody, toDatasetPatch, toNewDataset, toV1Dataset, UpdateDatasetBody } from './datasets.dto';
import { v1DatasetExample } from './datasets.examples';

const tag = 'Datasets';

/** Data sets for AgentTrace clients and CI (platform.md B3). A path names one by its id or its name. */
@Controller(v1('datasets'))
export class V1DatasetsController {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly projects: PlatformProjects,
  ) {}

  @Post()
  @Requires('member', 'key:write')
  @Idempotent()
  @Operation({
    tag,
    summary: 'Create a dataset',
    answers: {
      201: { description: 'The new dataset', example: v1DatasetExample },
      200: { description: 'The dataset that has this id, and the same content, already', example: v1DatasetExample },
    },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async create(
    @InScope() scope: Scope,
    @Req() request: Request,
    @JsonBody(CreateDatasetBody) body: CreateDatasetBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    const { value, isNew } = await this.datasets.create(scope, projectId, toNewDataset(body));
    response.status(isNew ? 201 : 200);
    return toV1Dataset(value);
  }

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List datasets',
    description: 'Newest first.',
    answers: { 200: { description: 'A page', example: v1ListExample([v1DatasetExample]) } },
    refuses: ['INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(V1PageQuery) query: V1PageQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request);
    return toV1List(await this.datasets.list(scope, projectId, toV1Page(query)), toV1Dataset, response);
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a dataset',
    answers: { 200: { description: 'The dataset', example: v1DatasetExample } },
    refuses: ['NOT_FOUND'],
  })
  async get(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    return toV1Dataset(await this.datasets.get(scope, await this.projects.of(scope, request), id));
  }

  @Patch(':id')
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Change a dataset',
    description: 'What is absent stays, null clears. A new schema must fit the active items that are there.',
    answers: { 200: { description: 'The changed dataset', example: v1DatasetExample } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async update(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @JsonBody(UpdateDatasetBody) body: UpdateDatasetBody,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    return toV1Dataset(await this.datasets.update(scope, projectId, id, toDatasetPatch(body)));
  }

  @Delete(':id')
  @HttpCode(200)
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete a dataset',
    description: 'With its items and runs. The traces of the runs stay.',
    answers: { 200: { description: 'It is gone', example: { success: true } } },
    refuses: ['NOT_FOUND'],
  })
  async delete(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    await this.datasets.delete(scope, await this.projects.of(scope, request), id);
    return { success: true };
  }
}
