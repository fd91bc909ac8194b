import type { Scope } from '@debrief/kernel';
import { PromptReader, PromptsService } from '@debrief/prompts';
import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { toV1List, toV1Page, v1ListExample } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import { v1PromptExample, v1PromptItemExample } from './prompts.examples';
import {
  NewPromptBody,
  PromptPatchBody,
  toNewVersion,
  toPromptFilters,
  toPromptPatch,
  toV1Prompt,
  toV1PromptItem,
  V1PromptsQuery,
  VersionQuery,
} from './v1-prompts.dto';

const tag = 'Platform';
const onePrompt = (description: string) => ({ description, example: v1PromptExample });

/** Prompts (platform.md B2). `name` is a prompt's name, its slashes sent as `%2F`, or its id. */
@Controller(v1('prompts'))
export class V1PromptsController {
  constructor(
    private readonly prompts: PromptsService,
    private readonly reader: PromptReader,
    private readonly projects: PlatformProjects,
  ) {}

  @Post()
  @Idempotent()
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Create a prompt with its first version',
    answers: { 201: onePrompt('The prompt') },
    refuses: ['INVALID', 'CONFLICT', 'NOT_FOUND'],
  })
  async create(@InScope() scope: Scope, @Req() request: Request, @JsonBody(NewPromptBody) body: NewPromptBody) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    return toV1Prompt(await this.prompts.create(scope, projectId, { name: body.name, ...toNewVersion(body) }));
  }

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List prompts, newest first',
    description: 'Each with its `production` version, else its highest. A page ends early where its texts are large.',
    answers: { 200: { description: 'A page', example: v1ListExample([v1PromptItemExample]) } },
    refuses: ['INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(V1PromptsQuery) query: V1PromptsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request);
    const page = await this.reader.list(scope, projectId, toPromptFilters(query), toV1Page(query));
    return toV1List(page, toV1PromptItem, response);
  }

  @Get(':name')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a prompt with one of its versions',
    description:
      'The version that is named, else the one of the label, else of the label `production`, else the highest.',
    answers: { 200: onePrompt('The prompt; `latestVersion` repeats the version that was chosen') },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async get(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string,
    @QueryDto(VersionQuery) query: VersionQuery,
  ) {
    const projectId = await this.projects.of(scope, request);
    return toV1Prompt(await this.reader.get(scope, projectId, name, { ...query, otherwise: 'latest' }));
  }

  @Patch(':name')
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Change what a prompt says beside its versions',
    description:
      'What is absent stays, null clears. What belongs to a version may be sent as it was read, and not otherwise.',
    answers: { 200: onePrompt('The prompt') },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async update(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string,
    @JsonBody(PromptPatchBody) body: PromptPatchBody,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    return toV1Prompt(await this.prompts.update(scope, projectId, name, toPromptPatch(body)));
  }

  @Put(':name')
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Change what a prompt says beside its versions, as PATCH does',
    answers: { 200: onePrompt('The prompt') },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  put(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string,
    @JsonBody(PromptPatchBody) body: PromptPatchBody,
  ) {
    return this.update(scope, request, name, body);
  }

  @Delete(':name')
  @HttpCode(204)
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete a prompt with all of its versions',
    description: 'A prompt of this name that is made later goes on counting where this one ended.',
    answers: { 204: { description: 'It is gone' } },
    refuses: ['NOT_FOUND'],
  })
  async delete(@InScope() scope: Scope, @Req() request: Request, @Param('name') name: string): Promise<void> {
    await this.prompts.delete(scope, await this.projects.of(scope, request), name);
  }
}
