import { FixAgentService, isUnderWay, toFixRunResponse } from '@debrief/fix-agent';
import type { Scope } from '@debrief/kernel';
import { Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { JsonBody, QueryDto } from '../../http/body';
import { Idempotent } from '../../http/idempotent';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import {
  DispatchFixAgentBody,
  fixRunExample,
  fixRunsExample,
  loggedFixRunExample,
  pendingExample,
  pollPath,
  toFixRequest,
  toFixRunsResponse,
  toLoggedFixRunResponse,
  toPendingResponse,
  toWaitSeconds,
} from './fix-runs.dto';
import { PageQuery, toPageRequest } from './page.dto';

const tag = 'Fix agent';
/** When to look again, in seconds. */
const retryAfter = '2';

@Controller('api')
export class FixRunsController {
  constructor(private readonly fixAgent: FixAgentService) {}

  @Post('incidents/:id/fix-agent')
  @HttpCode(200)
  @Idempotent()
  @Requires('member')
  @Operation({
    tag,
    summary: 'Send a fix agent to an incident',
    description:
      'Answers with a plan and a diff, or with a labelled fallback: `fallback` is true, `fallback_reason` says why, and the diff only adds the ' +
      'regression case. While a fix run of the incident is under way, that one is the answer. Nothing is ever merged.',
    answers: {
      200: { description: 'The result', example: fixRunExample },
      202: { description: 'Still running: `poll` after `Retry-After`', example: pendingExample },
    },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async dispatch(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @JsonBody(DispatchFixAgentBody) body: DispatchFixAgentBody,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { id: fixRunId } = await this.fixAgent.dispatch(scope, id, toFixRequest(body));
    const run = await this.fixAgent.wait(scope, fixRunId, toWaitSeconds(body.wait_seconds, prefer));
    if (!isUnderWay(run)) return toFixRunResponse(run);
    response.status(202).setHeader('Location', pollPath(run)).setHeader('Retry-After', retryAfter);
    return toPendingResponse(run);
  }

  @Get('incidents/:id/fix-runs')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the fix runs of an incident, newest first',
    description: 'Without diffs: those are in the fix run itself.',
    answers: { 200: { description: 'A page', example: fixRunsExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(@InScope() scope: Scope, @Param('id') id: string, @QueryDto(PageQuery) query: PageQuery) {
    return toFixRunsResponse(await this.fixAgent.list(scope, id, toPageRequest(query)));
  }

  @Get('fix-runs/:id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a fix run with its log',
    answers: { 200: { description: 'The fix run', example: loggedFixRunExample } },
    refuses: ['NOT_FOUND'],
  })
  async get(@InScope() scope: Scope, @Param('id') id: string) {
    const { run, log } = await this.fixAgent.getWithLog(scope, id);
    return toLoggedFixRunResponse(run, log);
  }
}
