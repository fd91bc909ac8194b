import type { Scope } from '@debrief/kernel';
import { SpanStreamService } from '@debrief/replay';
import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { QueryDto } from '../../http/body';
import { Text } from '../../http/fields';
import { Operation } from '../../http/operation';
import { contextOf } from '../../http/request-context';
import { InScope, Requires } from '../../http/requires';
import { ResponseSink, streamHeaders } from '../../http/response-sink';
import { PathId } from './path-ids';

const ids = '{"project_id":"…","trace_id":"0af7…","span_id":"00f0…","session_id":"s-1","user_id":"u-1"}';

/** Query of GET …/sse. */
export class SseQuery {
  @Text({ max: 256, description: 'Only spans of this trace' }) trace_id?: string;
  @Text({ max: 256, description: 'Only this span' }) span_id?: string;
  @Text({ max: 256, description: 'Only spans of this session' }) session_id?: string;
  @Text({ min: 0, max: 64, description: 'As the header `Last-Event-ID`, for clients that cannot set one' })
  last_event_id?: string;
}

@Controller('api/v1/project/:project/otel/sse')
export class OtelSseController {
  constructor(private readonly streams: SpanStreamService) {}

  @Get()
  @Requires('viewer', 'key:read')
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Go on after this: the id of what was received last.',
  })
  @Operation({
    tag: 'OpenTelemetry',
    summary: 'Follow which spans are stored and completed',
    description:
      'Server-sent events with ids alone, each once and in the order of their commits. A client that connects again with the last id misses ' +
      'nothing; without one the stream is live only. `event: reset` says that spans may have been missed, `event: terminate` that the server ends the stream.',
    answers: {
      200: {
        description: 'A stream without end',
        mediaType: 'text/event-stream',
        example: `id: @10077\nevent: span\ndata: ${ids}\n\n`,
        schema: { type: 'string' },
      },
    },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID', 'MALFORMED'],
  })
  async stream(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @QueryDto(SseQuery) query: SseQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const stream = await this.streams.open(scope, project, {
      traceId: query.trace_id,
      spanId: query.span_id,
      sessionId: query.session_id,
      lastEventId: lastEventId || query.last_event_id,
      credentialExpiresAt: contextOf(request).user?.expiresAt ?? null,
    });
    response.writeHead(200, streamHeaders);
    const sink = new ResponseSink(response);
    stream.sendTo(sink);
    if (request.method === 'HEAD') sink.end();
  }
}
