import { notFound, type Scope } from '@debrief/kernel';
import { PlatformTraceReader, type TraceParts } from '@debrief/replay';
import { RetentionService } from '@debrief/retention';
import { Controller, Delete, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Texts } from '../../../http/fields';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { publicListExample, toPublicList, toPublicPage } from '../public/page.dto';
import { RowId } from '../row-id';
import { writeItems } from '../write-items';
import {
  type FieldGroup,
  PublicTraceQuery,
  PublicTracesQuery,
  readFieldGroups,
  toPublicTraceQuery,
} from './public-trace-query.dto';
import { TraceChildren } from './trace-children';
import { toPublicTrace } from './trace-responses';
import { publicTraceExample } from './traces.examples';

const tag = 'Langfuse';
const maxDeletions = 1_000;

/** Body of DELETE /api/public/traces. */
export class DeletePublicTracesBody {
  @Texts({ required: true, max: 256, maxItems: maxDeletions }) traceIds!: string[];
}

const partsOf = (groups: ReadonlySet<FieldGroup>): TraceParts => ({
  io: groups.has('io'),
  observationIds: groups.has('observations'),
  scoreIds: groups.has('scores'),
});

@Controller('api/public/traces')
export class PublicTracesController {
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
    summary: 'List traces for Langfuse clients',
    description: '`observations` and `scores` are ids. What `fields` leaves out is null, an empty list or -1.',
    answers: { 200: { description: 'A page', example: publicListExample([publicTraceExample]) } },
    refuses: ['CONFLICT', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(PublicTracesQuery) query: PublicTracesQuery,
    @Res() response: Response,
  ): Promise<void> {
    const projectId = await this.projects.of(scope, request);
    const groups = readFieldGroups(query.fields);
    const page = toPublicPage(query);
    const { items, total } = await this.traces.list(scope, projectId, toPublicTraceQuery(query), page);
    if (total.isEstimated) response.setHeader('X-Total-Estimated', 'true');
    const { meta } = toPublicList({ items: [], total: total.items }, page, () => null);
    await writeItems(response, {
      rest: { meta },
      field: 'data',
      parts: this.traces.eachWithParts(scope, projectId, items, partsOf(groups)),
      toResponse: (trace) =>
        toPublicTrace(trace, groups, { observations: trace.observationIds, scores: trace.scoreIds }),
    });
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a trace for Langfuse clients',
    description: '`observations` and `scores` are objects.',
    answers: { 200: { description: 'The trace', example: { ...publicTraceExample, observations: [], scores: [] } } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async get(
    @InScope() scope: Scope,
    @Req() request: Request,
    @RowId('id', 'trace') id: string,
    @QueryDto(PublicTraceQuery) query: PublicTraceQuery,
    @Res() response: Response,
  ): Promise<void> {
    const projectId = await this.projects.of(scope, request);
    const groups = readFieldGroups(query.fields);
    const found = await this.traces.get(scope, projectId, id, {
      ...partsOf(groups),
      observationIds: false,
      scoreIds: false,
    });
    const scores = groups.has('scores') ? await this.children.publicScores(scope, projectId, id) : [];
    const { observations, ...rest } = toPublicTrace(found, groups, { observations: [], scores });
    if (!groups.has('observations')) response.status(200).json({ ...rest, observations });
    else await this.children.writeWithPublicObservations(response, { scope, projectId, traceId: id, rest });
  }

  @Delete()
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete traces for Langfuse clients',
    description: 'Ids that are unknown are left out.',
    answers: { 200: { description: 'Deleted', example: { message: 'Traces deleted successfully' } } },
    refuses: ['CONFLICT', 'INVALID'],
  })
  async deleteSome(
    @InScope() scope: Scope,
    @Req() request: Request,
    @JsonBody(DeletePublicTracesBody) { traceIds }: DeletePublicTracesBody,
  ) {
    const projectId = await this.projects.of(scope, request);
    await this.retention.deleteTraces(scope, projectId, { externalIds: traceIds });
    return { message: 'Traces deleted successfully' };
  }

  @Delete(':id')
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete a trace for Langfuse clients',
    answers: { 200: { description: 'Deleted', example: { message: 'Trace deleted successfully' } } },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async delete(@InScope() scope: Scope, @Req() request: Request, @RowId('id', 'trace') id: string) {
    const projectId = await this.projects.of(scope, request);
    if (!(await this.traces.find(scope, projectId, id))) throw notFound('trace', id);
    await this.retention.deleteTraces(scope, projectId, { externalIds: [id] });
    return { message: 'Trace deleted successfully' };
  }
}
