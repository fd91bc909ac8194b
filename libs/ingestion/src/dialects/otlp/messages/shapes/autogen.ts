import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { Shape } from './shape';

type Role = 'system' | 'user' | 'assistant' | 'tool';

/** The types of AutoGen's messages, by who says them; null: their source does. */
const types = new Map<string, Role | null>([
  ['SystemMessage', 'system'],
  ['UserMessage', 'user'],
  ['AssistantMessage', 'assistant'],
  ['FunctionExecutionResultMessage', 'tool'],
  ['TextMessage', null],
  ['MultiModalMessage', null],
  ['HandoffMessage', null],
  ['StopMessage', null],
  ['StructuredMessage', null],
  ['ToolCallRequestEvent', 'assistant'],
  ['ToolCallExecutionEvent', 'tool'],
  ['ToolCallSummaryMessage', 'assistant'],
  ['ThoughtEvent', 'assistant'],
]);

const parts = (content: JsonValue, toPart: (item: JsonObject) => JsonObject | undefined): JsonValue =>
  Array.isArray(content) ? content.map((item) => (isJsonObject(item) ? (toPart(item) ?? item) : item)) : content;

/** Calls and their results come without a type. */
function toPart(item: JsonObject): JsonObject | undefined {
  if ('call_id' in item && 'content' in item)
    return {
      type: 'tool_call_response',
      id: item['call_id'] ?? null,
      response: item['content'] ?? null,
      is_error: item['is_error'] ?? false,
    };
  return 'name' in item && 'arguments' in item ? { ...item, type: 'tool_call' } : undefined;
}

/** AutoGen's chat and model messages: `{type, source, content}`. */
export const autogenShape: Shape = {
  toRoleForm: (value) => {
    const { type, source, content } = value;
    if (typeof type !== 'string' || !types.has(type) || content === undefined || 'role' in value) return undefined;
    const role = types.get(type) ?? (source === 'user' ? 'user' : 'assistant');
    const name = typeof source === 'string' && role !== 'user' ? source : null;
    const said = type === 'ThoughtEvent' ? [{ type: 'reasoning', content }] : parts(content, toPart);
    return { role, name, content: said };
  },
  listMessages: (value) => {
    const reply = isJsonObject(value['response']) ? value['response'] : value;
    if (!isJsonObject(reply['chat_message'])) return undefined;
    return [...(Array.isArray(reply['inner_messages']) ? reply['inner_messages'] : []), reply['chat_message']];
  },
};
