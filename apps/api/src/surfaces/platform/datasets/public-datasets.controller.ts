import { DatasetsService } from '@debrief/datasets';
import type { Scope } from '@debrief/kernel';
import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { publicListExample, PublicPageQuery, toPublicList, toPublicPage } from '../public/page.dto';
import { PublicDatasetBody, toNewDataset, toPublicDataset } from './datasets.dto';
import { publicDatasetExample } from './datasets.examples';

const tag = 'Datasets (Langfuse)';

/** Data sets for Langfuse's SDKs (platform.md C4, D). */
@Controller('api/public')
export class PublicDatasetsController {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly projects: PlatformProjects,
  ) {}

  @Post('v2/datasets')
  @HttpCode(200)
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Create or change the dataset of a name',
    answers: { 200: { description: 'The dataset', example: publicDatasetExample } },
    refuses: ['INVALID'],
  })
  async upsert(@InScope() scope: Scope, @Req() request: Request, @JsonBody(PublicDatasetBody) body: PublicDatasetBody) {
    const projectId = await this.projects.of(scope, request);
    return toPublicDataset(await this.datasets.upsert(scope, projectId, toNewDataset(body)));
  }

  @Post('datasets')
  @HttpCode(200)
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Create or change the dataset of a name, as SDKs of version 3 do',
    answers: { 200: { description: 'The dataset', example: { ...publicDatasetExample, items: [], runs: [] } } },
    refuses: ['INVALID'],
  })
  async upsertFirst(
    @InScope() scope: Scope,
    @Req() request: Request,
    @JsonBody(PublicDatasetBody) body: PublicDatasetBody,
  ) {
    return { ...(await this.upsert(scope, request, body)), items: [], runs: [] };
  }

  @Get('v2/datasets')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List datasets',
    answers: { 200: { description: 'A page', example: publicListExample([publicDatasetExample]) } },
    refuses: ['INVALID'],
  })
  async list(@InScope() scope: Scope, @Req() request: Request, @QueryDto(PublicPageQuery) query: PublicPageQuery) {
    const page = toPublicPage(query);
    const found = await this.datasets.listAt(scope, await this.projects.of(scope, request), page);
    return toPublicList(found, page, toPublicDataset);
  }

  @Get('v2/datasets/:name')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get the dataset of a name',
    answers: { 200: { description: 'The dataset', example: publicDatasetExample } },
    refuses: ['NOT_FOUND'],
  })
  async get(@InScope() scope: Scope, @Req() request: Request, @Param('name') name: string) {
    return toPublicDataset(await this.datasets.getNamed(scope, await this.projects.of(scope, request), name));
  }
}
