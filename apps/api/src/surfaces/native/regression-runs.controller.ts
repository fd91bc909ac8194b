import type { Scope } from '@debrief/kernel';
import { RegressionService, toRegressionRunResponse } from '@debrief/regression';
import { Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { JsonBody, QueryDto } from '../../http/body';
import { Idempotent } from '../../http/idempotent';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { toWaitSeconds } from './fix-runs.dto';
import { PageQuery, toPageRequest } from './page.dto';
import {
  CandidatesBody,
  pendingExample,
  pollPath,
  regressionRunExample,
  regressionRunsExample,
  startedExample,
  StartRegressionBody,
  toCandidates,
  toRegressionRunsResponse,
  toStartedResponse,
  toStartRegression,
} from './regression-runs.dto';

const tag = 'Regression';
/** When to look again, in seconds. */
const retryAfter = '2';

@Controller('api')
export class RegressionRunsController {
  constructor(private readonly regression: RegressionService) {}

  @Post('incidents/:id/regression-runs')
  @HttpCode(200)
  @Idempotent()
  @Requires('member')
  @Operation({
    tag,
    summary: 'Compare the failing runs of an incident before and after a change',
    description:
      'Before: the recorded runs, analysed again. After: the candidates that are named, or what the replay target of the project records. With neither ' +
      'the verdict is `inconclusive`, `fallback` is true and the reason `no_candidate`. From ten known pairs on McNemar’s exact test decides whether a ' +
      'rate has moved.',
    answers: {
      200: { description: 'The run, over', example: startedExample },
      202: { description: 'Still running: `poll` after `Retry-After`', example: pendingExample },
    },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async start(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @JsonBody(StartRegressionBody) body: StartRegressionBody,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { run } = await this.regression.start(scope, id, toStartRegression(body));
    const details = await this.regression.wait(scope, run.id, toWaitSeconds(body.wait_seconds, prefer));
    if (details.run.completedAt !== null) return toStartedResponse(details);
    response.status(202).setHeader('Location', pollPath(details)).setHeader('Retry-After', retryAfter);
    return { ...toStartedResponse(details), poll: pollPath(details) };
  }

  @Get('incidents/:id/regression-runs')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the regression runs of an incident, newest first',
    answers: { 200: { description: 'A page', example: regressionRunsExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(@InScope() scope: Scope, @Param('id') id: string, @QueryDto(PageQuery) query: PageQuery) {
    return toRegressionRunsResponse(await this.regression.list(scope, id, toPageRequest(query)));
  }

  @Get('regression-runs/:id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a regression run',
    answers: { 200: { description: 'The regression run', example: { regression_run: regressionRunExample } } },
    refuses: ['NOT_FOUND'],
  })
  async get(@InScope() scope: Scope, @Param('id') id: string) {
    return { regression_run: toRegressionRunResponse(await this.regression.get(scope, id)) };
  }

  @Post('regression-runs/:id/candidates')
  @HttpCode(200)
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Attach runs after the change',
    description: 'While the run waits, or when it ended for want of a candidate: then it begins anew.',
    answers: { 200: { description: 'The regression run', example: { regression_run: regressionRunExample } } },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  async attach(@InScope() scope: Scope, @Param('id') id: string, @JsonBody(CandidatesBody) body: CandidatesBody) {
    const details = await this.regression.attach(scope, id, toCandidates(body.candidates));
    return { regression_run: toRegressionRunResponse(details) };
  }
}
