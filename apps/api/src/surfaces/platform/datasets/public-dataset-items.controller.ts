import { DatasetItemsService } from '@debrief/datasets';
import { invalid, type Scope } from '@debrief/kernel';
import { Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { publicListExample, toPublicList, toPublicPage } from '../public/page.dto';
import { publicItemExample } from './datasets.examples';
import { PublicItemBody, PublicItemsQuery, toItemQuery, toNewItem, toPublicItem, toPublicItemPatch } from './items.dto';

const tag = 'Datasets (Langfuse)';

/** The cases of data sets for Langfuse's SDKs (platform.md C4, D). */
@Controller('api/public/dataset-items')
export class PublicDatasetItemsController {
  constructor(
    private readonly items: DatasetItemsService,
    private readonly projects: PlatformProjects,
  ) {}

  @Post()
  @HttpCode(200)
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Create an item, or change the one of an id',
    description: 'What is absent or null stays.',
    answers: { 200: { description: 'The item', example: publicItemExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async upsert(@InScope() scope: Scope, @Req() request: Request, @JsonBody(PublicItemBody) body: PublicItemBody) {
    const projectId = await this.projects.of(scope, request);
    const [item, patch] = [toNewItem(body), toPublicItemPatch(body)];
    return toPublicItem(await this.items.upsert(scope, projectId, body.datasetName, item, patch));
  }

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List dataset items',
    answers: { 200: { description: 'A page', example: publicListExample([publicItemExample]) } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(@InScope() scope: Scope, @Req() request: Request, @QueryDto(PublicItemsQuery) query: PublicItemsQuery) {
    if (query.version !== undefined) throw invalid('version', 'is not supported: items have no versions here');
    const page = toPublicPage(query);
    const { datasetName } = query;
    const filters = { datasetName, ...toItemQuery(query) };
    const found = await this.items.listAt(scope, await this.projects.of(scope, request), filters, page);
    return toPublicList(found, page, toPublicItem);
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a dataset item',
    answers: { 200: { description: 'The item', example: publicItemExample } },
    refuses: ['NOT_FOUND'],
  })
  async get(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    return toPublicItem(await this.items.get(scope, await this.projects.of(scope, request), id));
  }

  @Delete(':id')
  @HttpCode(200)
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete a dataset item',
    description: 'With what runs gave for it.',
    answers: { 200: { description: 'It is gone', example: { message: 'Dataset item successfully deleted' } } },
    refuses: ['NOT_FOUND'],
  })
  async delete(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    await this.items.delete(scope, await this.projects.of(scope, request), id);
    return { message: 'Dataset item successfully deleted' };
  }
}
