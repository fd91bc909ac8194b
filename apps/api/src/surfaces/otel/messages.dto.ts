import type { MessageRole } from '@debrief/ingestion';
import { type MessageFilter, type MessageView, toRfc3339 } from '@debrief/replay';
import { OneOf, Text } from '../../http/fields';
import { toMoment } from './list.dto';

/** Query of the messages of a trace, span or session. */
export class MessagesQuery {
  @Text({ max: 64, description: 'RFC 3339: said at or after' }) from_timestamp?: string;
  @Text({ max: 64, description: 'RFC 3339: said at or before' }) to_timestamp?: string;
  @OneOf(['system', 'user', 'assistant', 'tool']) role?: MessageRole;
}

/** @throws DomainError INVALID `invalid_timestamp` */
export const toMessageFilter = ({ from_timestamp, to_timestamp, role }: MessagesQuery): MessageFilter => ({
  from: from_timestamp === undefined ? undefined : toRfc3339(toMoment('from_timestamp', from_timestamp)),
  to: to_timestamp === undefined ? undefined : toRfc3339(toMoment('to_timestamp', to_timestamp)),
  role,
});

/** M of otel.md C3. */
export const toMessagesResponse = (view: MessageView) => ({
  messages: view.blocks,
  metadata: {
    total_messages: view.blocks.length,
    total_tokens: view.totalTokens,
    total_cost: view.totalCost,
    start_time: view.start,
    end_time: view.end,
    ...(view.isTruncated && { truncated: true }),
  },
  tool_definitions: view.toolDefinitions,
  tool_names: view.toolNames,
});
