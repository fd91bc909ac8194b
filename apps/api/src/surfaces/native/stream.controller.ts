import type { VerifiedUser } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { StreamService } from '@debrief/replay';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires, SignedIn } from '../../http/requires';
import { ResponseSink, streamHeaders } from '../../http/response-sink';
import { StreamQuery } from './stream.dto';
import { eventExample } from './traces.examples';

const streamExample = `id: @10077\nevent: event\ndata: ${JSON.stringify(eventExample)}\n\n`;

@Controller('api/stream')
export class StreamController {
  constructor(private readonly streams: StreamService) {}

  @Get()
  @Requires('viewer')
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Go on after this: `@<position>` (the id of what was received last), `<trace>:<seq>` or `<seq>`.',
  })
  @Operation({
    tag: 'Traces',
    summary: 'Follow what is appended',
    description:
      'Server-sent events, each once and in the order of their commits; `id` is `@<position>`. A client that connects again with the last id misses nothing. ' +
      'With `session_id` and nothing to go on from, the whole run comes first. `event: reset` says that records may have been missed.',
    answers: {
      200: {
        description: 'A stream without end',
        mediaType: 'text/event-stream',
        example: streamExample,
        schema: { type: 'string' },
      },
    },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
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
