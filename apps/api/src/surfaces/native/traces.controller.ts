import { AnalysisService, toAnalysisResponse } from '@debrief/analysis';
import { ArtifactsService, toArtifactResponse } from '@debrief/artifacts';
import { decodeAppendBody, IngestionService, type RejectedItem } from '@debrief/ingestion';
import { conflict, DomainError, type JsonObject, type Scope } from '@debrief/kernel';
import { ReplayService, toTraceResponse } from '@debrief/replay';
import { RetentionService } from '@debrief/retention';
import { TelemetryService } from '@debrief/telemetry';
import { Controller, Delete, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import type { Response } from 'express';
import { BodyLimit, JsonBody, QueryDto } from '../../http/body';
import { Idempotent } from '../../http/idempotent';
import { Operation } from '../../http/operation';
import { ChecksKey, InScope, Requires } from '../../http/requires';
import { analysisExample } from './analysis.examples';
import { artifactExample } from './artifacts.examples';
import {
  CreateTraceBody,
  TimelineQuery,
  toAppendResponse,
  toCassetteResponse,
  toEventFilters,
  toNewTrace,
  TraceQuery,
} from './traces.dto';
import {
  appendExample,
  cassetteExample,
  eventExample,
  httpExample,
  sentEventExample,
  traceExample,
} from './traces.examples';
import { appendSchema } from './traces.schema';
import { writeTimeline } from './write-timeline';

const tag = 'Traces';

@Controller('api/traces')
export class TracesController {
  constructor(
    private readonly ingestion: IngestionService,
    private readonly replay: ReplayService,
    private readonly artifacts: ArtifactsService,
    private readonly retention: RetentionService,
    private readonly analysis: AnalysisService,
    private readonly telemetry: TelemetryService,
  ) {}

  @Post()
  @Requires('key:ingest', 'member')
  @Idempotent()
  @Operation({
    tag,
    summary: 'Create a trace',
    description:
      'One trace is one run of an agent. An id that the project has already gives that trace: what was null is filled, what was set stays.',
    answers: {
      201: { description: 'The new trace', example: { trace: traceExample } },
      200: { description: 'The trace that has the id already', example: { trace: traceExample } },
    },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async create(
    @InScope() scope: Scope,
    @JsonBody(CreateTraceBody) body: CreateTraceBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { trace, isNew } = await this.ingestion.createTrace(scope, toNewTrace(body));
    response.status(isNew ? 201 : 200);
    return { trace: toTraceResponse(trace) };
  }

  @Post(':id/events')
  @HttpCode(200)
  @BodyLimit('eventBatch')
  @Requires('key:ingest', 'member')
  @ChecksKey()
  @ApiBody({
    schema: appendSchema,
    examples: { batch: { value: { events: [sentEventExample] } }, event: { value: sentEventExample } },
  })
  @Operation({
    tag,
    summary: 'Append events',
    description:
      'A batch (`{"events": […]}`) or one bare event. Items are checked alone and in order: a bad one takes no good one with it. What is accepted is ' +
      'durable, and a repeat of a stored event is accepted again and stored once. `deferred` counts what one request may not bring: send it again.',
    answers: { 200: { description: 'What became of the items', example: appendExample } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'TOO_LARGE', 'INVALID'],
  })
  async append(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @QueryDto(TraceQuery) query: TraceQuery,
    @JsonBody() body: JsonObject,
  ) {
    const decoded = decodeAppendBody(body);
    const items = decoded.kind === 'batch' ? decoded.items : [decoded.item];
    const result = await this.ingestion.append(scope, id, items, query.project_id);
    if (decoded.kind === 'single' && result.rejected[0]) throw toError(result.rejected[0]);
    return toAppendResponse(result);
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a trace with what belongs to it',
    answers: {
      200: {
        description: 'The trace',
        example: { trace: traceExample, analysis: analysisExample, artifacts: [artifactExample], http: httpExample },
      },
    },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async get(@InScope() scope: Scope, @Param('id') id: string, @QueryDto(TraceQuery) query: TraceQuery) {
    const trace = await this.replay.getTrace(scope, id, query.project_id);
    const artifacts = await this.artifacts.listOfTrace(scope, trace.id);
    const analysis = await this.analysis.find(scope, trace.id);
    return {
      trace: toTraceResponse(trace),
      analysis: analysis ? toAnalysisResponse(analysis, trace) : null,
      artifacts: artifacts.map(toArtifactResponse),
      http: await this.telemetry.countOfTrace(scope, trace),
    };
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Delete a trace, its events and its artifacts',
    answers: { 204: { description: 'Deleted' } },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async delete(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @QueryDto(TraceQuery) query: TraceQuery,
  ): Promise<void> {
    await this.retention.deleteTrace(scope, id, query.project_id);
  }

  @Get(':id/events')
  @Requires('viewer')
  @Operation({
    tag,
    summary: 'Read the timeline of a trace',
    description:
      'In `seq` order, never by time. Without `limit` and `cursor` the whole timeline, up to 10,000 events and then `next_cursor`.',
    answers: { 200: { description: 'Events', example: { events: [eventExample], next_cursor: null } } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async timeline(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @QueryDto(TimelineQuery) query: TimelineQuery,
    @Res() response: Response,
  ) {
    const trace = await this.replay.getTrace(scope, id, query.project_id);
    await writeTimeline(response, this.replay, {
      scope,
      trace,
      filters: toEventFilters(query),
      limit: query.limit,
      cursor: query.cursor,
    });
  }

  @Get(':id/cassette')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get the tool calls of a trace with their results',
    answers: { 200: { description: 'In the order of the calls', example: cassetteExample } },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async cassette(@InScope() scope: Scope, @Param('id') id: string, @QueryDto(TraceQuery) query: TraceQuery) {
    const trace = await this.replay.getTrace(scope, id, query.project_id);
    return { cassette: (await this.replay.cassette(scope, trace)).map(toCassetteResponse) };
  }
}

/** A bare event fails as a whole (native.md §4, last column). */
const toError = ({ cause, reason }: RejectedItem): DomainError => {
  switch (cause) {
    case 'key_conflict':
      return conflict(reason, 'idempotency_conflict');
    case 'seq_conflict':
    case 'trace_full':
      return conflict(reason, 'seq_conflict');
    case 'too_large':
      return new DomainError('TOO_LARGE', reason);
    case 'invalid':
      return new DomainError('INVALID', reason);
  }
};
