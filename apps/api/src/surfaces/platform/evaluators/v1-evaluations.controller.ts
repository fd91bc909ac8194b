import { EvaluationsService } from '@debrief/evaluation';
import type { Scope } from '@debrief/kernel';
import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { JsonBody } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { v1 } from '../v1/paths';
import { ExecuteBody, toExecuteResponse, toJobResponse } from './evaluators.dto';
import { evaluatorJobExample, executedExample } from './evaluators.examples';

const tag = 'Platform';

/** What evaluators are asked to look at, and what became of it (platform.md B4). */
@Controller(v1('evaluators'))
export class V1EvaluationsController {
  constructor(
    private readonly evaluations: EvaluationsService,
    private readonly projects: PlatformProjects,
  ) {}

  @Get('jobs/:jobId')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a job of an evaluator',
    answers: { 200: { description: 'The job', example: evaluatorJobExample } },
    refuses: ['NOT_FOUND'],
  })
  async job(@InScope() scope: Scope, @Req() request: Request, @Param('jobId') jobId: string) {
    const projectId = await this.projects.of(scope, request);
    return toJobResponse(await this.evaluations.getJob(scope, projectId, jobId));
  }

  @Post(':id/execute')
  @HttpCode(202)
  @Idempotent()
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Have an evaluator look at a trace, an observation or a run over a data set',
    description:
      'A worker does it; the job says what came of it. A judge whose workspace has no key for a model is refused with ' +
      '`details.reason` `model_key_missing`.',
    answers: { 202: { description: 'The job; `skipped` where it exists already', example: executedExample } },
    refuses: ['INVALID', 'NOT_FOUND', 'CONFLICT'],
  })
  async execute(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @JsonBody(ExecuteBody) body: ExecuteBody,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    return toExecuteResponse(await this.evaluations.execute(scope, projectId, id, body));
  }
}
