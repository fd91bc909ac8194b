import type { MessageRole } from '@debrief/ingestion';
import type { FeedPage, FeedRequest } from '@debrief/replay';
import { Flag, OneOf, Text, Whole } from '../../http/fields';
import { IncludeField, toMoment } from './list.dto';

/** Query of both feeds. */
export class FeedQuery {
  @Whole({ min: 1, max: 500, default: 50, description: 'Spans' }) limit?: number;
  @Text({ min: 0, max: 2048, description: '`pagination.next_cursor` of the page before' }) cursor?: string;
  @Text({ max: 64, description: 'RFC 3339: spans that started at or after' }) start_time?: string;
  @Text({ max: 64, description: 'RFC 3339: spans that started before' }) end_time?: string;
}

export class SpanFeedQuery extends FeedQuery {
  @Flag({ description: 'Whether a span is more than a plain one, or has a model' }) is_observation?: boolean;
  @Flag({ default: false, description: 'Adds `raw_span`: the span as sent' }) include_raw_span?: boolean;
  @IncludeField() include?: string;
}

export class MessageFeedQuery extends FeedQuery {
  @OneOf(['system', 'user', 'assistant', 'tool']) role?: MessageRole;
}

/** @throws DomainError INVALID `invalid_timestamp` */
export const toFeedRequest = ({ limit = 50, cursor, start_time, end_time }: FeedQuery): FeedRequest => ({
  limit,
  cursor: cursor || undefined,
  from: start_time === undefined ? undefined : toMoment('start_time', start_time),
  to: end_time === undefined ? undefined : toMoment('end_time', end_time),
});

export const toPagination = ({ nextCursor }: FeedPage) => ({
  pagination: { next_cursor: nextCursor, has_more: nextCursor !== null },
});
