import type { MessageRole } from '@debrief/ingestion';
import { type MessageFilter, toRfc3339, type ToldView } from '@debrief/replay';
import type { Response } from 'express';
import { OneOf, Text } from '../../http/fields';
import { sendJsonParts } from '../../http/send-json-parts';
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

/** What of M (otel.md C3) stands behind its messages. */
const toRest = (view: ToldView) => ({
  metadata: {
    total_messages: view.totalBlocks,
    total_tokens: view.totalTokens,
    total_cost: view.totalCost,
    start_time: view.start,
    end_time: view.end,
    ...(view.isTruncated && { truncated: true }),
  },
  tool_definitions: view.toolDefinitions,
  tool_names: view.toolNames,
});

/** Answers with M of otel.md C3. The blocks are written as they are. */
export const writeMessages = (response: Response, view: ToldView): void => {
  sendJsonParts(response, ['{"messages":', view.blocks, `,${JSON.stringify(toRest(view)).slice(1)}`]);
};
