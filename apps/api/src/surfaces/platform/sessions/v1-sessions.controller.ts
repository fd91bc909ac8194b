import type { Scope } from '@debrief/kernel';
import { PlatformSessionReader, PlatformTraceReader, SpanSessionsService } from '@debrief/replay';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { RowId } from '../row-id';
import { withIo } from '../traces/trace-parts';
import { toV1Trace } from '../traces/trace-responses';
import { v1SessionExample, v1TraceExample } from '../traces/traces.examples';
import { toV1List, toV1Page, v1ListExample } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import { writeItems } from '../write-items';
import { ofV1Query, toV1Session, V1SessionsQuery } from './sessions.dto';

const tag = 'Platform';

@Controller(v1('sessions'))
export class V1SessionsController {
  constructor(
    private readonly projects: PlatformProjects,
    private readonly lists: SpanSessionsService,
    private readonly sessions: PlatformSessionReader,
    private readonly traces: PlatformTraceReader,
  ) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List sessions',
    description: 'A session is the traces that carry its id. Newest first, by the start of the first trace.',
    answers: { 200: { description: 'A page', example: v1ListExample([v1SessionExample]) } },
    refuses: ['CONFLICT', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(V1SessionsQuery) query: V1SessionsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request);
    const page = { page: 1, ...toV1Page(query) };
    const { items, nextCursor, total } = await this.lists.list(scope, projectId, ofV1Query(query), page);
    const counted = { items, nextCursor, total: total.items, isEstimated: total.isEstimated };
    return toV1List(counted, toV1Session(projectId), response);
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a session with its traces',
    description: 'In the order of their starts, the first 1,000.',
    answers: { 200: { description: 'The session', example: { ...v1SessionExample, traces: [v1TraceExample] } } },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async get(
    @InScope() scope: Scope,
    @Req() request: Request,
    @RowId('id', 'session') id: string,
    @Res() response: Response,
  ): Promise<void> {
    const projectId = await this.projects.of(scope, request);
    const { session, traceIds } = await this.sessions.get(scope, projectId, id);
    await writeItems(response, {
      rest: toV1Session(projectId)(session),
      field: 'traces',
      parts: this.traces.eachWithParts(scope, projectId, traceIds, withIo),
      toResponse: toV1Trace,
    });
  }
}
