import type { Scope } from '@debrief/kernel';
import { measureEvents, SessionDiagnosisService, type SessionEvent, SessionEventsService } from '@debrief/sessions';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { toEventResponse } from './event-response';
import {
  ChildrenQuery,
  includesMetrics,
  ListEventsQuery,
  toChildResponse,
  toEventFilter,
  toEventTypes,
} from './events.dto';
import { eventExample, paginationExample } from './examples';
import { toMeasuresResponse } from './metrics-response';
import { toAskedPage, toPagination } from './page.dto';
import { PathName } from './path-names';
import { writeEvents } from './write-events';

/** Without a limit the whole list is answered, up to here. */
const wholeLimit = 10_000;

@Controller('api/projects/:projectId/sessions/:sessionId/traces')
export class SessionEventsController {
  constructor(
    private readonly events: SessionEventsService,
    private readonly diagnosis: SessionDiagnosisService,
  ) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'Sessions',
    summary: 'List the events of a session',
    description:
      'In session order. Filters combine with AND. Without `limit` the answer is the complete set, streamed, up to 10,000 events, and then `nextCursor`.',
    answers: {
      200: {
        description: 'The events',
        example: {
          success: true,
          sessionId: 'conv_1',
          traces: [eventExample],
          traceIds: ['sess_1'],
          pagination: { ...paginationExample, limit: null },
        },
      },
    },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @PathName('projectId') project: string,
    @PathName('sessionId') sessionId: string,
    @QueryDto(ListEventsQuery) query: ListEventsQuery,
    @Res() response: Response,
  ): Promise<void> {
    const { limit, ...page } = toAskedPage(query);
    const asked = query.limit === undefined ? wholeLimit : limit;
    const withMetrics = includesMetrics(query.include);
    const place = { project, sessionId };
    const opened = await this.events.open(scope, place, toEventFilter(query), { ...page, limit: asked });
    await writeEvents(response, {
      opened,
      limit: query.limit === undefined ? null : limit,
      offset: page.offset,
      itemsOf: withMetrics ? measuredItems : () => toEventResponse,
      beside: withMetrics ? toMeasuresResponse(await this.diagnosis.measure(scope, place)) : undefined,
    });
  }

  @Get(':spanId/children')
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'Sessions',
    summary: 'List what lies in a span',
    description:
      'In session order, a parent before its children. `span` is null where the span is known as a parent only.',
    answers: {
      200: {
        description: 'The events in the span',
        example: {
          success: true,
          spanId: '00f067aa0ba902b7',
          span: null,
          children: [{ ...eventExample, depth: 1, childCount: 0 }],
          pagination: paginationExample,
        },
      },
    },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async children(
    @InScope() scope: Scope,
    @PathName('projectId') project: string,
    @PathName('sessionId') sessionId: string,
    @PathName('spanId') spanId: string,
    @QueryDto(ChildrenQuery) query: ChildrenQuery,
  ) {
    const page = toAskedPage(query);
    const { traceId, depth = 1, eventType } = query;
    const asked = { traceId, depth, types: toEventTypes(eventType) };
    const { span, children, ...end } = await this.events.children(scope, { project, sessionId, spanId }, asked, page);
    return {
      success: true,
      spanId,
      span: span && toEventResponse(span),
      children: children.map(toChildResponse),
      pagination: toPagination(end, page.limit, page.offset),
    };
  }
}

const measuredItems = (run: readonly SessionEvent[]) => {
  const measured = measureEvents(run);
  return (event: SessionEvent) => ({ ...toEventResponse(event), metrics: measured.get(event.id) });
};
