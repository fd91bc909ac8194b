import type { Scope } from '@debrief/kernel';
import { MessagesService } from '@debrief/replay';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { messagesExample } from './messages.examples';
import { MessagesQuery, toMessageFilter, writeMessages } from './messages.dto';
import { PathId } from './path-ids';

const tag = 'OpenTelemetry';
const answers = { 200: { description: 'Blocks in the order of the talk', example: messagesExample } } as const;

@Controller('api/v1/project/:project/otel')
export class OtelMessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Get('traces/:traceId/messages')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get what is said in a trace',
    description:
      'A model is sent its conversation with every call; what such a call repeats is shown once, where it was said.',
    answers,
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async ofTrace(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @PathId('traceId') traceId: string,
    @QueryDto(MessagesQuery) query: MessagesQuery,
    @Res() response: Response,
  ): Promise<void> {
    writeMessages(response, await this.messages.ofTrace(scope, project, traceId, toMessageFilter(query)));
  }

  @Get('traces/:traceId/spans/:spanId/messages')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get what a span says',
    answers,
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async ofSpan(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @PathId('traceId') traceId: string,
    @PathId('spanId') spanId: string,
    @QueryDto(MessagesQuery) query: MessagesQuery,
    @Res() response: Response,
  ): Promise<void> {
    const place = { externalId: traceId, spanId };
    writeMessages(response, await this.messages.ofSpan(scope, project, place, toMessageFilter(query)));
  }

  @Get('sessions/:sessionId/messages')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get what is said in a session',
    answers,
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async ofSession(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @PathId('sessionId') sessionId: string,
    @QueryDto(MessagesQuery) query: MessagesQuery,
    @Res() response: Response,
  ): Promise<void> {
    writeMessages(response, await this.messages.ofSession(scope, project, sessionId, toMessageFilter(query)));
  }
}
