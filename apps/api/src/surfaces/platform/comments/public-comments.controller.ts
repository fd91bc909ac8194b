import { CommentsService } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { CommentReader } from '@debrief/replay';
import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { publicListExample, toPublicList, toPublicPage } from '../public/page.dto';
import { CommentedObjects } from './commented-objects';
import {
  commentExample,
  CommentQuery,
  CreateCommentBody,
  toCommentedType,
  toCommentFilters,
  toCommentResponse,
} from './comments.dto';

const tag = 'Langfuse: comments';

/** What people say of runs, observations, sessions and prompts (platform.md D). */
@Controller('api/public/comments')
export class PublicCommentsController {
  constructor(
    private readonly comments: CommentsService,
    private readonly reader: CommentReader,
    private readonly objects: CommentedObjects,
    private readonly projects: PlatformProjects,
  ) {}

  @Post()
  @HttpCode(200)
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Write a comment',
    answers: { 200: { description: 'Its id', example: { id: commentExample.id } } },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async create(
    @InScope() scope: Scope,
    @Req() request: Request,
    @JsonBody(CreateCommentBody) body: CreateCommentBody,
  ): Promise<{ readonly id: string }> {
    const projectId = await this.projects.of(scope, request, body.projectId);
    const objectType = toCommentedType(body.objectType);
    const { objectId, content, authorUserId = null } = body;
    const traceId = await this.objects.traceOf(scope, projectId, objectType, objectId);
    return {
      id: await this.comments.create(scope, projectId, { objectType, objectId, traceId, content, authorUserId }),
    };
  }

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List comments',
    answers: { 200: { description: 'A page, newest first', example: publicListExample([commentExample]) } },
    refuses: ['INVALID'],
  })
  async list(@InScope() scope: Scope, @Req() request: Request, @QueryDto(CommentQuery) query: CommentQuery) {
    const page = toPublicPage(query);
    const filters = toCommentFilters(query);
    const found = await this.reader.list(scope, await this.projects.of(scope, request), filters, page);
    return toPublicList(found, page, toCommentResponse);
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a comment',
    answers: { 200: { description: 'The comment', example: commentExample } },
    refuses: ['NOT_FOUND'],
  })
  async get(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    return toCommentResponse(await this.reader.get(scope, await this.projects.of(scope, request), id));
  }
}
