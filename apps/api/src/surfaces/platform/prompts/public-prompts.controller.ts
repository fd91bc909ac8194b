import type { Scope } from '@debrief/kernel';
import { PromptLabelsService, PromptReader, PromptsService } from '@debrief/prompts';
import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { publicListExample, toPublicList, toPublicPage } from '../public/page.dto';
import { toVersionNumber } from './prompt-fields';
import { publicPromptExample, publicPromptMetaExample } from './prompts.examples';
import {
  DeletedVersionQuery,
  NewLabelsBody,
  PublicPromptsQuery,
  PublicVersionQuery,
  PublishPromptBody,
  toPublicFilters,
  toPublicPrompt,
  toPublicPromptMeta,
  toPublishedPrompt,
} from './public-prompts.dto';

const tag = 'Langfuse';
const onePrompt = (description: string) => ({ description, example: publicPromptExample });

/** A name with slashes, some of which come as `%2F`: not all SDKs escape them. */
const toName = (parts: readonly string[]): string => parts.join('/');

/** Prompts as Langfuse SDKs ask for them (platform.md C4, D). An id is that of a version. */
@Controller('api/public/v2/prompts')
export class PublicPromptsController {
  constructor(
    private readonly prompts: PromptsService,
    private readonly labels: PromptLabelsService,
    private readonly reader: PromptReader,
    private readonly projects: PlatformProjects,
  ) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List prompts by name',
    answers: { 200: { description: 'A page', example: publicListExample([publicPromptMetaExample]) } },
    refuses: ['INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(PublicPromptsQuery) query: PublicPromptsQuery,
  ) {
    const projectId = await this.projects.of(scope, request);
    const page = toPublicPage(query);
    const found = await this.reader.listByName(scope, projectId, toPublicFilters(query), page);
    return toPublicList(found, page, toPublicPromptMeta);
  }

  @Post()
  @Idempotent()
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Create the next version of a prompt, or a prompt',
    answers: { 201: onePrompt('The version') },
    refuses: ['INVALID'],
  })
  async publish(
    @InScope() scope: Scope,
    @Req() request: Request,
    @JsonBody(PublishPromptBody) body: PublishPromptBody,
  ) {
    const projectId = await this.projects.of(scope, request);
    return toPublicPrompt(await this.prompts.publish(scope, projectId, toPublishedPrompt(body)));
  }

  @Get('*name')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a version of a prompt',
    answers: { 200: onePrompt('The version') },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async get(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string[],
    @QueryDto(PublicVersionQuery) query: PublicVersionQuery,
  ) {
    const projectId = await this.projects.of(scope, request);
    return toPublicPrompt(await this.reader.get(scope, projectId, toName(name), { ...query, otherwise: 'none' }));
  }

  @Patch('*name/versions/:version')
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Add labels to a version',
    description: 'They leave the versions that have them in the same moment.',
    answers: { 200: onePrompt('The version') },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async addLabels(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string[],
    @Param('version') version: string,
    @JsonBody(NewLabelsBody) { newLabels }: NewLabelsBody,
  ) {
    const projectId = await this.projects.of(scope, request);
    const move = { version: toVersionNumber(version), labels: newLabels, field: 'newLabels' };
    return toPublicPrompt(await this.labels.put(scope, projectId, toName(name), move));
  }

  @Delete('*name')
  @HttpCode(204)
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete a prompt, or one of its versions',
    description: 'With the last version goes the prompt. Its numbers are not used again.',
    answers: { 204: { description: 'It is gone' } },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async delete(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string[],
    @QueryDto(DeletedVersionQuery) query: DeletedVersionQuery,
  ): Promise<void> {
    await this.prompts.delete(scope, await this.projects.of(scope, request), toName(name), query);
  }
}
