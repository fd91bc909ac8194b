import { DatasetRunItemsService, DatasetRunsService } from '@debrief/datasets';
import type { Scope } from '@debrief/kernel';
import { Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { Bucket } from '../../../http/rate-limits';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { publicListExample, PublicPageQuery, toPublicList, toPublicPage } from '../public/page.dto';
import { publicRunExample, publicRunItemExample } from './datasets.examples';
import {
  PublicRunItemBody,
  PublicRunItemsQuery,
  toNewRunItem,
  toPublicNewRun,
  toPublicRun,
  toPublicRunItem,
} from './runs.dto';

const tag = 'Datasets (Langfuse)';

/** Runs over data sets for Langfuse's SDKs (platform.md C4, D). */
@Controller('api/public')
export class PublicDatasetRunsController {
  constructor(
    private readonly runs: DatasetRunsService,
    private readonly runItems: DatasetRunItemsService,
    private readonly projects: PlatformProjects,
  ) {}

  @Post('dataset-run-items')
  @HttpCode(200)
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Operation({
    tag,
    summary: 'Say which trace a run gave for an item',
    description: 'The run is made if the dataset has none of that name. The trace may come later.',
    answers: { 200: { description: 'The run item', example: publicRunItemExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async record(@InScope() scope: Scope, @Req() request: Request, @JsonBody(PublicRunItemBody) body: PublicRunItemBody) {
    const projectId = await this.projects.of(scope, request);
    const [run, item] = [toPublicNewRun(body), toNewRunItem(body)];
    return toPublicRunItem((await this.runItems.recordNamed(scope, projectId, run, item)).value);
  }

  @Get('dataset-run-items')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the items of a run',
    answers: { 200: { description: 'A page', example: publicListExample([publicRunItemExample]) } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async listItems(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(PublicRunItemsQuery) query: PublicRunItemsQuery,
  ) {
    const page = toPublicPage(query);
    const ref = { dataset: query.datasetId, run: query.runName };
    const found = await this.runItems.listAt(scope, await this.projects.of(scope, request), ref, page);
    return toPublicList(found, page, toPublicRunItem);
  }

  @Get('datasets/:name/runs')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the runs over a dataset',
    answers: { 200: { description: 'A page', example: publicListExample([publicRunExample]) } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string,
    @QueryDto(PublicPageQuery) query: PublicPageQuery,
  ) {
    const page = toPublicPage(query);
    const found = await this.runs.listAt(scope, await this.projects.of(scope, request), name, page);
    return toPublicList(found, page, toPublicRun);
  }

  @Get('datasets/:name/runs/:run')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a run over a dataset, with its items',
    answers: {
      200: { description: 'The run', example: { ...publicRunExample, datasetRunItems: [publicRunItemExample] } },
    },
    refuses: ['NOT_FOUND'],
  })
  async get(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') dataset: string,
    @Param('run') name: string,
  ) {
    const projectId = await this.projects.of(scope, request);
    const run = await this.runs.getNamed(scope, projectId, dataset, name);
    const items = await this.runItems.listAll(scope, run);
    return { ...toPublicRun(run), datasetRunItems: items.map(toPublicRunItem) };
  }

  @Delete('datasets/:name/runs/:run')
  @HttpCode(200)
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete a run over a dataset',
    answers: { 200: { description: 'It is gone', example: { message: 'Dataset run successfully deleted' } } },
    refuses: ['NOT_FOUND'],
  })
  async delete(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') dataset: string,
    @Param('run') name: string,
  ) {
    const projectId = await this.projects.of(scope, request);
    const { externalId } = await this.runs.getNamed(scope, projectId, dataset, name);
    await this.runs.delete(scope, projectId, { run: externalId });
    return { message: 'Dataset run successfully deleted' };
  }
}
