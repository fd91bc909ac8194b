import type { Scope } from '@debrief/kernel';
import { FeedService } from '@debrief/replay';
import { Controller, Get, Header, Res } from '@nestjs/common';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { MessageFeedQuery, SpanFeedQuery, toFeedRequest, toPagination } from './feeds.dto';
import { toSpanView } from './list.dto';
import { messageExample } from './messages.examples';
import { PathId } from './path-ids';
import { SpanAnswers } from './span-answers';
import { spanExample } from './traces.examples';

const tag = 'OpenTelemetry';
const pagination = { next_cursor: null, has_more: false };
const refuses = ['NOT_FOUND', 'CONFLICT', 'INVALID'] as const;

@Controller('api/v1/project/:project/otel/feed')
export class OtelFeedsController {
  constructor(
    private readonly feed: FeedService,
    private readonly answers: SpanAnswers,
  ) {}

  @Get('spans')
  @Requires('viewer', 'key:read')
  @Header('Cache-Control', 'no-store')
  @Operation({
    tag,
    summary: 'List spans as they came in, the newest first',
    answers: { 200: { description: 'A page', example: { data: [spanExample], pagination } } },
    refuses,
  })
  async listSpans(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @QueryDto(SpanFeedQuery) query: SpanFeedQuery,
    @Res() response: Response,
  ): Promise<void> {
    const request = { ...toFeedRequest(query), isObservation: query.is_observation };
    const page = await this.feed.listSpans(scope, project, request);
    const answer = { scope, rest: toPagination(page), field: 'data' as const, spans: page.spans };
    await this.answers.write(response, { ...answer, ...toSpanView(query) });
  }

  @Get('messages')
  @Requires('viewer', 'key:read')
  @Header('Cache-Control', 'no-store')
  @Operation({
    tag,
    summary: 'List what is said, the newest spans first',
    answers: {
      200: {
        description: 'A page: the blocks of so many spans',
        example: {
          data: [messageExample],
          pagination,
          metadata: { message_count: 1, span_count: 1, total_tokens: 1050, total_cost: 0.002875 },
          tool_definitions: [],
          tool_names: [],
        },
      },
    },
    refuses,
  })
  async listMessages(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @QueryDto(MessageFeedQuery) query: MessageFeedQuery,
  ) {
    const { page, view } = await this.feed.listMessages(scope, project, { ...toFeedRequest(query), role: query.role });
    return {
      data: view.blocks,
      ...toPagination(page),
      metadata: {
        message_count: view.blocks.length,
        span_count: new Set(view.blocks.map(({ trace_id, span_id }) => `${trace_id}/${span_id}`)).size,
        total_tokens: view.totalTokens,
        total_cost: view.totalCost,
      },
      tool_definitions: view.toolDefinitions,
      tool_names: view.toolNames,
    };
  }
}
