import type { JsonValue } from '@debrief/kernel';
import { draftMessage, type DraftMessage } from '../draft-message';
import { readContent } from '../read-content';
import { listIn, readJsonText } from '../read-json-text';
import { readRoleMessage } from '../read-message';
import { readPayload } from '../read-payload';
import { messagesOf, nothing, type MessageSource } from './source';

function readContext(value: JsonValue | undefined): readonly DraftMessage[] {
  const { messages, areMessages } = readPayload(value);
  if (areMessages || value === undefined || messages.length === 0) return messages;
  return [draftMessage('user', [{ type: 'context', data: readJsonText(value) }])];
}

/** LiveKit agents: instructions, the context so far, what the user said; an answer with its calls. */
export const livekitSource: MessageSource = {
  name: 'lk.*',
  input: ({ attributes }) => {
    const context = readContext(attributes['lk.chat_ctx']);
    const isInstructed = context.some(({ role }) => role === 'system');
    const instructions = isInstructed ? [] : readContent(attributes['lk.instructions']);
    const said = readContent(attributes['lk.user_input'] ?? attributes['lk.input_text']);
    return messagesOf([
      ...(instructions.length > 0 ? [draftMessage('system', instructions)] : []),
      ...context,
      ...(said.length > 0 ? [draftMessage('user', said)] : []),
    ]);
  },
  output: ({ attributes }) => {
    const content = attributes['lk.response.text'] ?? null;
    const calls = listIn(attributes['lk.response.function_calls']);
    if (content === null && calls === null) return nothing;
    const message = readRoleMessage({ role: 'assistant', content, tool_calls: calls ?? [] });
    return message.blocks.length > 0 ? messagesOf([message]) : nothing;
  },
};
