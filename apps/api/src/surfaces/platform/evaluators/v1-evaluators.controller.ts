import { EvaluatorsService, evaluatorTemplates } from '@debrief/evaluation';
import type { Scope } from '@debrief/kernel';
import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { toV1List, toV1Page, v1ListExample } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import {
  EvaluatorPatchBody,
  EvaluatorsQuery,
  NewEvaluatorBody,
  toEvaluatorFilters,
  toEvaluatorPatch,
  toEvaluatorResponse,
  toNewEvaluator,
} from './evaluators.dto';
import { evaluatorExample, templateExample } from './evaluators.examples';

const tag = 'Platform';
const oneEvaluator = (description: string) => ({ description, example: evaluatorExample });

/** Evaluators (platform.md B4). */
@Controller(v1('evaluators'))
export class V1EvaluatorsController {
  constructor(
    private readonly evaluators: EvaluatorsService,
    private readonly projects: PlatformProjects,
  ) {}

  @Post()
  @Idempotent()
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Create an evaluator',
    answers: { 201: oneEvaluator('The evaluator, version 1') },
    refuses: ['INVALID', 'CONFLICT', 'NOT_FOUND'],
  })
  async create(@InScope() scope: Scope, @Req() request: Request, @JsonBody(NewEvaluatorBody) body: NewEvaluatorBody) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    return toEvaluatorResponse(await this.evaluators.create(scope, projectId, toNewEvaluator(body)));
  }

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List evaluators, newest first',
    answers: { 200: { description: 'A page', example: v1ListExample([evaluatorExample]) } },
    refuses: ['INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(EvaluatorsQuery) query: EvaluatorsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request);
    const page = await this.evaluators.list(scope, projectId, toEvaluatorFilters(query), toV1Page(query));
    return toV1List(page, toEvaluatorResponse, response);
  }

  @Get('templates')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the built-in templates of evaluators',
    description: 'One for each type. `templateId` of a new evaluator names one.',
    answers: { 200: { description: 'All of them', example: { data: [templateExample] } } },
  })
  templates() {
    return { data: evaluatorTemplates };
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get an evaluator',
    answers: { 200: oneEvaluator('The evaluator, its newest version') },
    refuses: ['NOT_FOUND'],
  })
  async get(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    const projectId = await this.projects.of(scope, request);
    return toEvaluatorResponse(await this.evaluators.get(scope, projectId, id));
  }

  @Patch(':id')
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Change an evaluator',
    description: 'What is absent stays, null clears. A change of what decides a score is a new version.',
    answers: { 200: oneEvaluator('The evaluator') },
    refuses: ['INVALID', 'NOT_FOUND', 'CONFLICT'],
  })
  async update(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @JsonBody(EvaluatorPatchBody) body: EvaluatorPatchBody,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    return toEvaluatorResponse(await this.evaluators.update(scope, projectId, id, toEvaluatorPatch(body)));
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete an evaluator and its jobs',
    description: 'The scores that it gave stay.',
    answers: { 204: { description: 'It is gone' } },
    refuses: ['NOT_FOUND'],
  })
  async delete(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string): Promise<void> {
    const projectId = await this.projects.of(scope, request);
    await this.evaluators.delete(scope, projectId, id);
  }
}
