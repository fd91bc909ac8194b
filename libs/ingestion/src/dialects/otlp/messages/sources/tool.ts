import type { JsonValue } from '@debrief/kernel';
import { draftMessage } from '../draft-message';
import { readJsonText } from '../read-json-text';
import { readMessage } from '../read-message';
import { messagesOf, nothing, type MessageSource } from './source';

/** The span of a tool says what it was called with and what came of it, whatever its convention calls them. */
export const toolSource: MessageSource = {
  name: 'tool',
  input: ({ normal, span }) => {
    const { toolArguments, toolCallId, toolName } = normal;
    if (toolArguments === null) return nothing;
    const input = readJsonText(toolArguments);
    return messagesOf([
      draftMessage('assistant', [{ type: 'tool_use', id: toolCallId, name: toolName ?? span.name, input }]),
    ]);
  },
  output: ({ normal, span }) => {
    const { toolResult, toolCallId, toolName, error } = normal;
    if (toolResult === null) return nothing;
    const { content, id, isFailed } = readResult(toolResult);
    const isError = isFailed || span.status.code === 2 || error !== null;
    return messagesOf([
      draftMessage('tool', [{ type: 'tool_result', tool_use_id: toolCallId ?? id, content, is_error: isError }], {
        name: toolName,
      }),
    ]);
  },
};

/** What came of a call; some frameworks record the message that they make of it. */
function readResult(result: JsonValue): { content: JsonValue; id: string | null; isFailed: boolean } {
  const content = readJsonText(result);
  const message = readMessage(content);
  const [block] = message?.role === 'tool' ? message.blocks : [];
  if (block?.type !== 'tool_result') return { content, id: null, isFailed: false };
  return { content: block.content, id: block.tool_use_id, isFailed: block.is_error };
}
