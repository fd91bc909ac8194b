import type { Scope } from '@debrief/kernel';
import { HttpRequestsService, toWireId } from '@debrief/telemetry';
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import {
  ListRequestsQuery,
  ProjectQuery,
  toPageRequest,
  toRequestFilters,
  toRequestResponse,
  toTraceResponse,
  TraceRequestsQuery,
} from './requests.dto';
import { listExample, ofTraceExample, oneExample } from './requests.examples';
import { toSuccess } from './success';

const tag = 'HTTP telemetry';

/** Reported requests, read back (telemetry.md §3). */
@Controller('api/v1/http-requests')
export class HttpRequestsController {
  constructor(private readonly requests: HttpRequestsService) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List HTTP requests',
    description: 'Newest first. Beyond row 10,000 by the cursor only.',
    answers: { 200: { description: 'A page', example: listExample } },
    refuses: ['INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @QueryDto(ListRequestsQuery) query: ListRequestsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { projectId: project, cursor } = query;
    const { page, perPage } = toPageRequest(query);
    const filters = toRequestFilters(query);
    const found = await this.requests.list(scope, { project, filters, page, perPage, cursor });
    if (found.total.isEstimated) response.setHeader('X-Total-Estimated', 'true');
    return toSuccess(scope, {
      items: found.items.map((item) => toRequestResponse(item, found.slowMs)),
      pagination: { page, perPage, total: found.total.items, nextCursor: found.nextCursor },
    });
  }

  @Get('by-trace')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the HTTP requests of a trace',
    description:
      'Oldest first, at most 1,000 and then `nextCursor`. Of a run also those that carry the `trace_id` of its metadata. An id that nothing ' +
      'carries gives an empty list.',
    answers: { 200: { description: 'The requests, and the run that they belong to', example: ofTraceExample } },
    refuses: ['INVALID'],
  })
  async ofTrace(@InScope() scope: Scope, @QueryDto(TraceRequestsQuery) query: TraceRequestsQuery) {
    const { projectId: project, cursor } = query;
    const found = await this.requests.listOfTrace(scope, { project, cursor, traceId: toWireId(query.traceId) });
    return toSuccess(scope, {
      items: found.items.map((item) => toRequestResponse(item, found.slowMs)),
      trace: toTraceResponse(found.trace),
      nextCursor: found.nextCursor,
    });
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get an HTTP request with the run that it belongs to',
    answers: { 200: { description: 'The request; `trace` is null where no run has its id', example: oneExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async get(@InScope() scope: Scope, @Param('id') id: string, @QueryDto(ProjectQuery) query: ProjectQuery) {
    const { request, slowMs, trace } = await this.requests.get(scope, id, query.projectId);
    return toSuccess(scope, { ...toRequestResponse(request, slowMs), trace: toTraceResponse(trace) });
  }
}
