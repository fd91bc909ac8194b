import type { JsonObject, Scope } from '@debrief/kernel';
import { CassettesService, ReplayTargetService, ReplayWorkService } from '@debrief/regression';
import { Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { JsonBody, QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import {
  ReplayTargetBody,
  replayTargetExample,
  toolAnswerExample,
  toolCallSchema,
  ToolCallQuery,
  toReplayTargetChange,
  toReplayTargetResponse,
  toToolAnswerResponse,
  toToolCall,
  toWorkResponse,
  workExample,
} from './replays.dto';

const tag = 'Regression';

/** What runs agents again speaks to: a webhook's receiver, a CI job, a runner on somebody's machine. */
@Controller('api')
export class ReplaysController {
  constructor(
    private readonly work: ReplayWorkService,
    private readonly cassettes: CassettesService,
    private readonly targets: ReplayTargetService,
  ) {}

  @Get('regression-runs/:id/work')
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'List the runs that are still to be recorded',
    description:
      'For a CI or CLI runner: each is recorded natively as `result_trace_id`, its tool calls answered by `cassette_url`.',
    answers: { 200: { description: 'The work', example: workExample } },
    refuses: ['NOT_FOUND'],
  })
  async listWork(@InScope() scope: Scope, @Param('id') id: string) {
    return toWorkResponse(await this.work.list(scope, id));
  }

  @Post('regression-runs/:id/cases/:caseId/tool-calls')
  @HttpCode(200)
  @Requires('member', 'key:write')
  @ApiBody({ schema: toolCallSchema })
  @Operation({
    tag,
    summary: 'Answer a tool call from the cassette',
    description:
      'The n-th call of a tool with the same arguments gets the n-th recorded answer. A call that the recording does not know is `hit: false`, and makes the case `unknown`.',
    answers: { 200: { description: 'The recorded answer, or none', example: toolAnswerExample } },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT', 'LIMITED'],
  })
  async answer(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @Param('caseId') caseId: string,
    @QueryDto(ToolCallQuery) query: ToolCallQuery,
    @JsonBody() body: JsonObject,
  ) {
    return toToolAnswerResponse(await this.cassettes.answer(scope, id, caseId, toToolCall(body, query)));
  }

  @Get('projects/:id/replay-target')
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Get the replay target of a project',
    answers: { 200: { description: 'Null when there is none', example: { replay_target: replayTargetExample } } },
    refuses: ['NOT_FOUND'],
  })
  async getTarget(@InScope() scope: Scope, @Param('id') id: string) {
    const target = await this.targets.find(scope, id);
    return { replay_target: target ? toReplayTargetResponse(target) : null };
  }

  @Put('projects/:id/replay-target')
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Set the replay target of a project',
    description:
      'A new webhook, or one whose host changes, gets a secret, which is shown in this answer only. It signs as Standard Webhooks do.',
    answers: {
      200: {
        description: 'The target and, with a new secret, that',
        example: { replay_target: replayTargetExample, secret: 'whsec_…' },
      },
    },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async putTarget(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @JsonBody(ReplayTargetBody) body: ReplayTargetBody,
  ) {
    const { target, secret } = await this.targets.put(scope, id, toReplayTargetChange(body));
    return { replay_target: toReplayTargetResponse(target), ...(secret !== null && { secret }) };
  }
}
