import { readPageRequest } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { ReplayService, toTraceResponse } from '@debrief/replay';
import { Controller, Get } from '@nestjs/common';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { ListTracesQuery, toTraceFilters } from './traces.dto';
import { traceExample } from './traces.examples';

/** "Session" in this path means a trace, as the console has always called it. */
@Controller('api/sessions')
export class SessionsController {
  constructor(private readonly replay: ReplayService) {}

  @Get()
  @Requires('viewer')
  @Operation({
    tag: 'Traces',
    summary: 'List traces, newest first',
    answers: { 200: { description: 'A page', example: { sessions: [traceExample], next_cursor: null } } },
    refuses: ['INVALID'],
  })
  async list(@InScope() scope: Scope, @QueryDto(ListTracesQuery) query: ListTracesQuery) {
    const page = readPageRequest({ limit: query.limit?.toString(), cursor: query.cursor });
    const { items, nextCursor } = await this.replay.listTraces(
      scope,
      toTraceFilters(query),
      query.sort ?? 'started_at',
      page,
    );
    return { sessions: items.map(toTraceResponse), next_cursor: nextCursor };
  }
}
