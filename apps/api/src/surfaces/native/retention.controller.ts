import type { Scope } from '@debrief/kernel';
import { RetentionService } from '@debrief/retention';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { JsonBody } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { retentionExample, RunRetentionBody, toRetentionRequest, toRetentionResponse } from './retention.dto';

@Controller()
export class RetentionController {
  constructor(private readonly retention: RetentionService) {}

  @Post('internal/retention/run')
  @HttpCode(200)
  @Requires('server')
  @Operation({
    tag: 'Operations',
    summary: 'Remove what is past its retention',
    description:
      'Objects go before rows: a trace of which an object cannot be deleted stays and is named in `failed`. What is expired is removed daily without this call, too. With `has_more` call again.',
    answers: { 200: { description: 'What went, or in a dry run what would go', example: retentionExample } },
    refuses: ['NOT_FOUND', 'UNAVAILABLE'],
  })
  async run(@InScope() scope: Scope, @JsonBody(RunRetentionBody) body: RunRetentionBody) {
    const request = toRetentionRequest(body);
    return toRetentionResponse(request, await this.retention.run(scope, request));
  }
}
