import type { Scope } from '@debrief/kernel';
import { SpanSessionsService } from '@debrief/replay';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { toListResponse, toPageRequest } from './list.dto';
import { PathId } from './path-ids';
import { ListSessionsQuery, toSessionListQuery, toSessionResponse, toSessionTraceResponse } from './sessions.dto';
import { metaExample, sessionExample, sessionTraceExample } from './traces.examples';

@Controller('api/v1/project/:project/otel/sessions')
export class OtelSessionsController {
  constructor(private readonly sessions: SpanSessionsService) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'OpenTelemetry',
    summary: 'List sessions',
    description: 'A session is the traces that carry its id. Newest first unless `order_by` says otherwise.',
    answers: { 200: { description: 'A page', example: { data: [sessionExample], meta: metaExample } } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @QueryDto(ListSessionsQuery) query: ListSessionsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const page = await this.sessions.list(scope, project, toSessionListQuery(query), toPageRequest(query));
    return toListResponse(page, query, response, toSessionResponse);
  }

  @Get(':sessionId')
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'OpenTelemetry',
    summary: 'Get a session with its traces',
    answers: { 200: { description: 'The session', example: { ...sessionExample, traces: [sessionTraceExample] } } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async get(@InScope() scope: Scope, @PathId('project') project: string, @PathId('sessionId') sessionId: string) {
    const { session, traces } = await this.sessions.get(scope, project, sessionId);
    return { ...toSessionResponse(session), traces: traces.map(toSessionTraceResponse) };
  }
}
