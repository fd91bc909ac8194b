import type { Scope } from '@debrief/kernel';
import { NotesService, SpansService, type TraceSummary } from '@debrief/replay';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { SpanViewQuery, toListResponse, toPageRequest, toSpanView } from './list.dto';
import { toNoteResponse } from './note-response';
import { PathId } from './path-ids';
import { SpanAnswers } from './span-answers';
import { metaExample, spanExample, traceExample } from './traces.examples';
import { ListSpansQuery, ListTracesQuery, toSpanListQuery, toTraceListQuery } from './traces.dto';
import { etagOf, isKnown, toTraceResponse } from './trace-response';

const tag = 'OpenTelemetry';

@Controller('api/v1/project/:project/otel/traces')
export class OtelTracesController {
  constructor(
    private readonly spans: SpansService,
    private readonly answers: SpanAnswers,
    private readonly notes: NotesService,
  ) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List runs as traces of spans',
    description: 'Runs of every surface. Newest first unless `order_by` says otherwise; what has no value comes last.',
    answers: { 200: { description: 'A page', example: { data: [traceExample], meta: metaExample } } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @QueryDto(ListTracesQuery) query: ListTracesQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const page = await this.spans.listTraces(scope, project, toTraceListQuery(query), toPageRequest(query));
    const extra = await this.extraOf(scope, page.items, query);
    return toListResponse(page, query, response, (trace) => ({ ...toTraceResponse(trace), ...extra(trace) }));
  }

  @Get(':traceId')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a trace with its spans',
    description:
      'Spans in timeline order, the first 10,000; then `spans_truncated` is true and the list of spans has the rest.',
    answers: { 200: { description: 'The trace', example: { ...traceExample, spans: [spanExample] } } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async get(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @PathId('traceId') traceId: string,
    @QueryDto(SpanViewQuery) query: SpanViewQuery,
    @Headers('if-none-match') known: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    if (known !== undefined && isKnown(known, await this.spans.getTrace(scope, project, traceId))) {
      response.status(304).end();
      return;
    }
    const { trace, spans, isTruncated } = await this.spans.getTraceWithSpans(scope, project, traceId);
    response.setHeader('ETag', etagOf(trace));
    const extra = await this.extraOf(scope, [trace], query);
    const rest = { ...toTraceResponse(trace), ...extra(trace), ...(isTruncated && { spans_truncated: true }) };
    await this.answers.write(response, { scope, rest, field: 'spans', spans, ...toSpanView(query) });
  }

  @Get(':traceId/spans')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the spans of a trace',
    answers: { 200: { description: 'A page', example: { data: [spanExample], meta: metaExample } } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async listSpans(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @PathId('traceId') traceId: string,
    @QueryDto(ListSpansQuery) query: ListSpansQuery,
    @Res() response: Response,
  ): Promise<void> {
    const place = { project, externalId: traceId };
    const page = await this.spans.listSpansOfTrace(scope, place, toSpanListQuery(query), toPageRequest(query));
    await this.answers.writePage(response, { scope, page, query, ...toSpanView(query) });
  }

  @Get(':traceId/spans/:spanId')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a span',
    answers: { 200: { description: 'The span', example: spanExample } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async getSpan(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @PathId('traceId') traceId: string,
    @PathId('spanId') spanId: string,
    @QueryDto(SpanViewQuery) query: SpanViewQuery,
  ) {
    const span = await this.spans.getSpan(scope, project, { externalId: traceId, spanId });
    return this.answers.toOne(scope, span, toSpanView(query));
  }

  private async extraOf(scope: Scope, traces: readonly TraceSummary[], { include }: { readonly include?: string }) {
    if (include !== 'debrief') return () => ({});
    const noteOf = await this.notes.ofTraces(scope, traces);
    return (trace: TraceSummary) => toNoteResponse(noteOf(trace));
  }
}
