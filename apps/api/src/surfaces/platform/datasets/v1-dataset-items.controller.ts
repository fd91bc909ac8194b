import { DatasetItemsService } from '@debrief/datasets';
import type { Scope } from '@debrief/kernel';
import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { batchExample, eachAlone, readBatch, toBatchResponse } from '../v1/batch';
import { toV1List, toV1Page, v1ListExample } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import { v1ItemExample } from './datasets.examples';
import {
  CreateItemBody,
  ItemBatchBody,
  ListItemsQuery,
  toItemPatch,
  toItemQuery,
  toNewItem,
  toV1Item,
  UpdateItemBody,
} from './items.dto';

const tag = 'Datasets';

/** The cases of data sets (platform.md B3). */
@Controller(v1('datasets'))
export class V1DatasetItemsController {
  constructor(
    private readonly items: DatasetItemsService,
    private readonly projects: PlatformProjects,
  ) {}

  @Post(':id/items')
  @Requires('member', 'key:write')
  @Idempotent()
  @Operation({
    tag,
    summary: 'Add an item to a dataset',
    answers: {
      201: { description: 'The new item', example: v1ItemExample },
      200: { description: 'The item that has this id, and the same content, already', example: v1ItemExample },
    },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async create(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') dataset: string,
    @JsonBody(CreateItemBody) body: CreateItemBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    const { value, isNew } = await this.items.create(scope, projectId, dataset, toNewItem(body));
    response.status(isNew ? 201 : 200);
    return toV1Item(value);
  }

  @Post(':id/items/batch')
  @Requires('member', 'key:write')
  @Idempotent()
  @Operation({
    tag,
    summary: 'Add items to a dataset',
    description: 'Each alone: one that is wrong takes no other with it.',
    answers: {
      201: { description: 'All are stored', example: batchExample([v1ItemExample]) },
      207: { description: 'Some are not, see `errors`', example: batchExample([v1ItemExample]) },
    },
    refuses: ['NOT_FOUND', 'INVALID', 'TOO_LARGE'],
  })
  async createMany(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') dataset: string,
    @JsonBody(ItemBatchBody) body: ItemBatchBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    const outcomes = await eachAlone(readBatch(body.items, CreateItemBody), (some) =>
      this.items.createMany(scope, projectId, dataset, some.map(toNewItem)),
    );
    return toBatchResponse(outcomes, ({ value }) => toV1Item(value), response);
  }

  @Get(':id/items')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the items of a dataset',
    description: 'Newest first.',
    answers: { 200: { description: 'A page', example: v1ListExample([v1ItemExample]) } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') dataset: string,
    @QueryDto(ListItemsQuery) query: ListItemsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request);
    const page = await this.items.list(scope, projectId, dataset, toItemQuery(query), toV1Page(query));
    return toV1List(page, toV1Item, response);
  }

  @Get(':id/items/:itemId')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get an item of a dataset',
    answers: { 200: { description: 'The item', example: v1ItemExample } },
    refuses: ['NOT_FOUND'],
  })
  async get(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') dataset: string,
    @Param('itemId') itemId: string,
  ) {
    return toV1Item(await this.items.get(scope, await this.projects.of(scope, request), itemId, dataset));
  }

  @Patch(':id/items/:itemId')
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Change an item of a dataset',
    description: 'What is absent stays, null clears.',
    answers: { 200: { description: 'The changed item', example: v1ItemExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async update(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') dataset: string,
    @Param('itemId') id: string,
    @JsonBody(UpdateItemBody) body: UpdateItemBody,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    return toV1Item(await this.items.update(scope, projectId, { dataset, id }, toItemPatch(body)));
  }

  @Delete(':id/items/:itemId')
  @HttpCode(200)
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete an item of a dataset',
    description: 'With what runs gave for it. To keep it out of further runs only, make it ARCHIVED.',
    answers: { 200: { description: 'It is gone', example: { success: true } } },
    refuses: ['NOT_FOUND'],
  })
  async delete(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') dataset: string,
    @Param('itemId') itemId: string,
  ) {
    await this.items.delete(scope, await this.projects.of(scope, request), itemId, dataset);
    return { success: true };
  }
}
