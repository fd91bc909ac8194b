import type { Scope } from '@debrief/kernel';
import { PromptLabelsService, PromptReader, PromptsService } from '@debrief/prompts';
import { Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { toV1List, toV1Page, V1PageQuery, v1ListExample } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import { toVersionNumber } from './prompt-fields';
import { v1PromptExample, v1VersionExample } from './prompts.examples';
import { LabelBody, NewVersionBody, toNewVersion, toV1Prompt, toV1Version } from './v1-prompts.dto';

const tag = 'Platform';

/** Versions of a prompt and the labels on them (platform.md B2). */
@Controller(v1('prompts/:name'))
export class V1PromptVersionsController {
  constructor(
    private readonly prompts: PromptsService,
    private readonly labels: PromptLabelsService,
    private readonly reader: PromptReader,
    private readonly projects: PlatformProjects,
  ) {}

  @Post('versions')
  @Idempotent()
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Add the next version of a prompt',
    answers: { 201: { description: 'The prompt with that version', example: v1PromptExample } },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async add(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string,
    @JsonBody(NewVersionBody) body: NewVersionBody,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    return toV1Prompt(await this.prompts.addVersion(scope, projectId, name, toNewVersion(body)));
  }

  @Get('versions')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the versions of a prompt, newest first',
    answers: { 200: { description: 'A page', example: v1ListExample([v1VersionExample]) } },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string,
    @QueryDto(V1PageQuery) query: V1PageQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request);
    const page = await this.reader.listVersions(scope, projectId, name, toV1Page(query));
    return toV1List(page, (version) => toV1Version(page.prompt, version), response);
  }

  @Get('versions/:version')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a prompt with one version',
    answers: { 200: { description: 'As `?version=` gives it', example: v1PromptExample } },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async get(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string,
    @Param('version') version: string,
  ) {
    const projectId = await this.projects.of(scope, request);
    const choice = { version: toVersionNumber(version), otherwise: 'none' } as const;
    return toV1Prompt(await this.reader.get(scope, projectId, name, choice));
  }

  @Post('labels')
  @HttpCode(200)
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Put a label on a version',
    description: 'It leaves the version that has it in the same moment.',
    answers: { 200: { description: 'The prompt with that version', example: v1PromptExample } },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async putLabel(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string,
    @JsonBody(LabelBody) { label, version, projectId: named }: LabelBody,
  ) {
    const projectId = await this.projects.of(scope, request, named);
    const move = { version, labels: [label], field: 'label' };
    return toV1Prompt(await this.labels.put(scope, projectId, name, move));
  }

  @Delete('labels/:label')
  @HttpCode(204)
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Take a label away from the version that has it',
    answers: { 204: { description: 'It is on no version' } },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async removeLabel(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string,
    @Param('label') label: string,
  ): Promise<void> {
    await this.labels.remove(scope, await this.projects.of(scope, request), name, { label });
  }

  @Delete('versions/:version/labels/:label')
  @HttpCode(204)
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Take a label away from a version',
    answers: { 204: { description: 'It is on no version' } },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async removeLabelOfVersion(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string,
    @Param('version') version: string,
    @Param('label') label: string,
  ): Promise<void> {
    const which = { label, version: toVersionNumber(version) };
    await this.labels.remove(scope, await this.projects.of(scope, request), name, which);
  }
}
