import type { Scope } from '@debrief/kernel';
import { SessionListService } from '@debrief/sessions';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { paginationExample, sessionExample, traceExample } from './examples';
import { toAskedPage, toPagination } from './page.dto';
import { PathName } from './path-names';
import { ListSessionsQuery, toSessionFilter, toSessionResponse, toTraceResponse } from './sessions.dto';

@Controller('api/projects/:projectId/sessions')
export class SessionListController {
  constructor(private readonly sessions: SessionListService) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'Sessions',
    summary: 'List the sessions of a project',
    description: 'The session that was active last first. Times narrow by the start of a session.',
    answers: {
      200: {
        description: 'A page',
        example: { success: true, sessions: [sessionExample], pagination: paginationExample },
      },
    },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @PathName('projectId') project: string,
    @QueryDto(ListSessionsQuery) query: ListSessionsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const page = toAskedPage(query);
    const { sessions, ...end } = await this.sessions.list(scope, project, toSessionFilter(query), page);
    if (end.isEstimated) response.setHeader('X-Total-Estimated', 'true');
    return {
      success: true,
      sessions: sessions.map(toSessionResponse),
      pagination: toPagination(end, page.limit, page.offset),
    };
  }

  @Get(':sessionId')
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'Sessions',
    summary: 'Get a session with its traces',
    answers: {
      200: {
        description: 'The session',
        example: { success: true, session: { ...sessionExample, traces: [traceExample] } },
      },
    },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async get(@InScope() scope: Scope, @PathName('projectId') project: string, @PathName('sessionId') sessionId: string) {
    const { session, traces } = await this.sessions.get(scope, project, sessionId);
    return { success: true, session: { ...toSessionResponse(session), traces: traces.map(toTraceResponse) } };
  }
}
