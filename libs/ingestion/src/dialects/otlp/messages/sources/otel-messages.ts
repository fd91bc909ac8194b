import type { JsonObject } from '@debrief/kernel';
import { draftMessage, type DraftMessage } from '../draft-message';
import { readContent } from '../read-content';
import { readPayload } from '../read-payload';
import { readJsonText } from '../read-json-text';
import { messagesOf, nothing, type MessageSource } from './source';

const instructions = 'gen_ai.system_instructions';

/** The system prompt apart, then the conversation. */
export function readInput(fields: JsonObject): readonly DraftMessage[] {
  const system = fields[instructions] === undefined ? [] : readContent(readJsonText(fields[instructions]));
  const conversation = readPayload(fields['gen_ai.input.messages']).messages;
  return system.length === 0 ? conversation : [draftMessage('system', system), ...conversation];
}

export const readOutput = (fields: JsonObject): readonly DraftMessage[] =>
  readPayload(fields['gen_ai.output.messages']).messages;

const detailsEvent = 'gen_ai.client.inference.operation.details';

/** One event, or log record, that holds the attributes below. */
export const inferenceDetailsSource: MessageSource = {
  name: detailsEvent,
  input: ({ events }) => {
    const details = events.find(({ name }) => name === detailsEvent);
    return details
      ? messagesOf(readInput(details.fields).map((message) => ({ ...message, origin: details.origin })))
      : nothing;
  },
  output: ({ events }) => {
    const details = events.find(({ name }) => name === detailsEvent);
    return details
      ? messagesOf(readOutput(details.fields).map((message) => ({ ...message, origin: details.origin })))
      : nothing;
  },
};

/** OpenTelemetry's attributes since semantic conventions 1.37. */
export const otelMessagesSource: MessageSource = {
  name: 'gen_ai.*.messages',
  input: ({ attributes }) => messagesOf(readInput(attributes)),
  output: ({ attributes }) => messagesOf(readOutput(attributes)),
};
