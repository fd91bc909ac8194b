import { notFound, type Scope } from '@debrief/kernel';
import { PlatformTraceReader } from '@debrief/replay';
import { RetentionService } from '@debrief/retention';
import { Controller, Delete, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { RowId } from '../row-id';
import { writeItems } from '../write-items';
import { toV1List, toV1Page, v1ListExample } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import { TraceChildren } from './trace-children';
import { withIo } from './trace-parts';
import { toV1Trace } from './trace-responses';
import { v1TraceExample } from './traces.examples';
import { toV1TraceQuery, V1TraceQuery, V1TracesQuery } from './v1-trace-query.dto';

const tag = 'Platform';

@Controller(v1('traces'))
export class V1TracesController {
  constructor(
    private readonly projects: PlatformProjects,
    private readonly traces: PlatformTraceReader,
    private readonly children: TraceChildren,
    private readonly retention: RetentionService,
  ) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List traces',
    description: 'Runs of every surface. Newest first unless `orderBy` says otherwise; what has no value comes last.',
    answers: { 200: { description: 'A page', example: v1ListExample([v1TraceExample]) } },
    refuses: ['CONFLICT', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(V1TracesQuery) query: V1TracesQuery,
    @Res() response: Response,
  ): Promise<void> {
    const projectId = await this.projects.of(scope, request);
    const page = { page: 1, ...toV1Page(query) };
    const { items, nextCursor, total } = await this.traces.list(scope, projectId, toV1TraceQuery(query), page);
    const counted = { items, nextCursor, total: total.items, isEstimated: total.isEstimated };
    const { meta } = toV1List(counted, () => null, response);
    await writeItems(response, {
      rest: { meta },
      field: 'data',
      parts: this.traces.eachWithParts(scope, projectId, items, withIo),
      toResponse: toV1Trace,
    });
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a trace',
    answers: { 200: { description: 'The trace', example: v1TraceExample } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async get(
    @InScope() scope: Scope,
    @Req() request: Request,
    @RowId('id', 'trace') id: string,
    @QueryDto(V1TraceQuery) { includeObservations, includeScores }: V1TraceQuery,
    @Res() response: Response,
  ): Promise<void> {
    const projectId = await this.projects.of(scope, request);
    const found = await this.traces.get(scope, projectId, id, withIo);
    const rest = {
      ...toV1Trace(found),
      ...(includeScores && { scores: await this.children.v1Scores(scope, projectId, id) }),
    };
    if (!includeObservations) response.status(200).json(rest);
    else await this.children.writeWithV1Observations(response, { scope, projectId, traceId: id, rest });
  }

  @Delete(':id')
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete a trace with all that belongs to it',
    description: 'It does not come back: what a client still holds of it is acknowledged and left out.',
    answers: { 200: { description: 'Deleted', example: { success: true } } },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async delete(@InScope() scope: Scope, @Req() request: Request, @RowId('id', 'trace') id: string) {
    const projectId = await this.projects.of(scope, request);
    if (!(await this.traces.find(scope, projectId, id))) throw notFound('trace', id);
    await this.retention.deleteTraces(scope, projectId, { externalIds: [id] });
    return { success: true };
  }
}
