import type { Scope } from '@debrief/kernel';
import { PlatformSessionReader, PlatformTraceReader, SpanSessionsService } from '@debrief/replay';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { publicListExample, toPublicList, toPublicPage } from '../public/page.dto';
import { RowId } from '../row-id';
import { withIo } from '../traces/trace-parts';
import { publicSessionExample, publicTraceExample } from '../traces/traces.examples';
import { writeItems } from '../write-items';
import { ofPublicQuery, PublicSessionsQuery, toPublicSession, toPublicTraceOfSession } from './sessions.dto';

const tag = 'Langfuse';

@Controller('api/public/sessions')
export class PublicSessionsController {
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
    summary: 'List sessions for Langfuse clients',
    answers: { 200: { description: 'A page', example: publicListExample([publicSessionExample]) } },
    refuses: ['CONFLICT', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(PublicSessionsQuery) query: PublicSessionsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request);
    const page = toPublicPage(query);
    const { items, total } = await this.lists.list(scope, projectId, ofPublicQuery(query), page);
    if (total.isEstimated) response.setHeader('X-Total-Estimated', 'true');
    return toPublicList({ items, total: total.items }, page, toPublicSession(projectId));
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a session with its traces for Langfuse clients',
    description: 'In the order of their starts, the first 1,000.',
    answers: {
      200: { description: 'The session', example: { ...publicSessionExample, traces: [publicTraceExample] } },
    },
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
      rest: toPublicSession(projectId)(session),
      field: 'traces',
      parts: this.traces.eachWithParts(scope, projectId, traceIds, withIo),
      toResponse: toPublicTraceOfSession,
    });
  }
}
