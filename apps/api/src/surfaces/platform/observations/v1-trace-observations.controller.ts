import type { Scope } from '@debrief/kernel';
import { ObservationReader, PlatformTraceReader } from '@debrief/replay';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { RowId } from '../row-id';
import { writeItems } from '../write-items';
import { withIo } from '../traces/trace-parts';
import { toV1Trace } from '../traces/trace-responses';
import { v1TraceExample } from '../traces/traces.examples';
import { toV1List, toV1Page, v1ListExample, V1PageQuery } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import { toObservationTree } from './observation-tree';
import { treeExample, v1ObservationExample } from './observations.examples';
import { toV1Observation } from './v1-observation-response';

/** The steps of one run (platform.md B1). */
@Controller(v1('traces'))
export class V1TraceObservationsController {
  constructor(
    private readonly reader: ObservationReader,
    private readonly traces: PlatformTraceReader,
    private readonly projects: PlatformProjects,
  ) {}

  @Get(':id/observations')
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'Platform',
    summary: 'List the observations of a trace',
    description: 'Newest start first.',
    answers: { 200: { description: 'A page', example: v1ListExample([v1ObservationExample]) } },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  async list(
    @InScope() scope: Scope,
    @RowId('id', 'trace') traceId: string,
    @QueryDto(V1PageQuery) query: V1PageQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const projectId = await this.projects.of(scope, request);
    const page = await this.reader.listPageOfTrace(scope, { projectId, traceId }, toV1Page(query));
    const { meta } = toV1List(page, () => null, response);
    await writeItems(response, {
      rest: { meta },
      field: 'data',
      parts: this.reader.eachDetailed(scope, page.items),
      toResponse: toV1Observation,
    });
  }

  @Get(':id/tree')
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'Platform',
    summary: 'Get a trace with its observations as a tree',
    description: 'The first 10,000 by their start. One whose parent is not among them stands at the root.',
    answers: { 200: { description: 'The tree', example: { trace: v1TraceExample, observations: [treeExample] } } },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async tree(@InScope() scope: Scope, @RowId('id', 'trace') traceId: string, @Req() request: Request) {
    const projectId = await this.projects.of(scope, request);
    const trace = await this.traces.get(scope, projectId, traceId, withIo);
    const observations = await this.reader.listOfTrace(scope, projectId, traceId);
    return { trace: toV1Trace(trace), observations: toObservationTree(observations) };
  }
}
