import type { Scope } from '@debrief/kernel';
import { SpansService } from '@debrief/replay';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { toPageRequest, toSpanView } from './list.dto';
import { PathId } from './path-ids';
import { SpanAnswers } from './span-answers';
import { ListSpansQuery, toSpanListQuery } from './traces.dto';
import { metaExample, spanExample } from './traces.examples';

@Controller('api/v1/project/:project/otel/spans')
export class OtelSpansController {
  constructor(
    private readonly spans: SpansService,
    private readonly answers: SpanAnswers,
  ) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'OpenTelemetry',
    summary: 'List spans',
    description: 'Spans of all runs of the project, and what native events are as spans.',
    answers: { 200: { description: 'A page', example: { data: [spanExample], meta: metaExample } } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @QueryDto(ListSpansQuery) query: ListSpansQuery,
    @Res() response: Response,
  ): Promise<void> {
    const page = await this.spans.listSpans(scope, project, toSpanListQuery(query), toPageRequest(query));
    await this.answers.writePage(response, { scope, page, query, ...toSpanView(query) });
  }
}
