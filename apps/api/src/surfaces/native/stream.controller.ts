import type { VerifiedUser } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { StreamService } from '@debrief/replay';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires, SignedIn } from '../../http/requires';
import { ResponseSink } from './response-sink';
import { StreamQuery } from './stream.dto';

/** Proxies must neither keep nor collect the stream. */
const streamHeaders = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

@Controller('api/stream')
export class StreamController {
  constructor(private readonly streams: StreamService) {}

  @Get()
  @Requires('viewer')
  @Operation({
    summary: 'Follow runs live',
    description:
      'Server-sent events. `id` is `@<position>`; sent back as `Last-Event-ID`, the stream goes on after it without a gap or a duplicate. ' +
      'With `session_id` and nothing to resume from, the whole run comes first.',
    tag: 'Stream',
    answers: {
      200: {
        description: 'Events, and a comment line every 15 s',
        mediaType: 'text/event-stream',
        example: 'id: @10077\nevent: event\ndata: {"session_id":"sess_1","seq":42,"type":"tool_call"}\n\n',
      },
    },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async stream(
    @InScope() scope: Scope,
    @SignedIn() user: VerifiedUser,
    @QueryDto(StreamQuery) query: StreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const stream = await this.streams.open(scope, {
      projectId: query.project_id,
      sessionId: query.session_id,
      afterSeq: query.after_seq,
      // Node reads headers as Latin-1; browsers send this one in UTF-8.
      lastEventId: lastEventId === undefined ? undefined : Buffer.from(lastEventId, 'latin1').toString('utf8'),
      include: query.include,
      credentialExpiresAt: user.expiresAt,
    });
    response.writeHead(200, streamHeaders);
    const sink = new ResponseSink(response);
    stream.sendTo(sink);
    if (response.req.method === 'HEAD') sink.end();
  }
}
