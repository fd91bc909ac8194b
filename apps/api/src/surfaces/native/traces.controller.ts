import { decodeAppendBody, IngestionService, type RejectedItem } from '@debrief/ingestion';
import { conflict, DomainError, type JsonObject, type Scope } from '@debrief/kernel';
import { ReplayService, toTraceResponse } from '@debrief/replay';
import { Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { BodyLimit, JsonBody, QueryDto } from '../../http/body';
import { InScope, Requires } from '../../http/requires';
import { CreateTraceBody, TimelineQuery, toAppendResponse, toCassetteResponse, toEventFilters, toNewTrace, TraceQuery } from './traces.dto';
import { writeTimeline } from './write-timeline';

@Controller('api/traces')
export class TracesController {
  constructor(
    private readonly ingestion: IngestionService,
    private readonly replay: ReplayService,
  ) {}

  @Post()
  @Requires('key:ingest', 'member')
  async create(@InScope() scope: Scope, @JsonBody(CreateTraceBody) body: CreateTraceBody, @Res({ passthrough: true }) response: Response) {
    const { trace, isNew } = await this.ingestion.createTrace(scope, toNewTrace(body));
    response.status(isNew ? 201 : 200);
    return { trace: toTraceResponse(trace) };
  }

  @Post(':id/events')
  @HttpCode(200)
  @BodyLimit('eventBatch')
  @Requires('key:ingest', 'member')
  async append(@InScope() scope: Scope, @Param('id') id: string, @QueryDto(TraceQuery) query: TraceQuery, @JsonBody() body: JsonObject) {
    const decoded = decodeAppendBody(body);
    const items = decoded.kind === 'batch' ? decoded.items : [decoded.item];
    const result = await this.ingestion.append(scope, id, items, query.project_id);
    if (decoded.kind === 'single' && result.rejected[0]) throw toError(result.rejected[0]);
    return toAppendResponse(result);
  }

  @Get(':id/events')
  @Requires('viewer')
  async timeline(@InScope() scope: Scope, @Param('id') id: string, @QueryDto(TimelineQuery) query: TimelineQuery, @Res() response: Response) {
    const trace = await this.replay.getTrace(scope, id, query.project_id);
    await writeTimeline(response, this.replay, { scope, trace, filters: toEventFilters(query), limit: query.limit, cursor: query.cursor });
  }

  @Get(':id/cassette')
  @Requires('viewer', 'key:read')
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
