import { draftMessage } from '../draft-message';
import { readJsonText } from '../read-json-text';
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
    const isError = span.status.code === 2 || error !== null;
    const content = readJsonText(toolResult);
    return messagesOf([
      draftMessage('tool', [{ type: 'tool_result', tool_use_id: toolCallId, content, is_error: isError }], {
        name: toolName,
      }),
    ]);
  },
};
