import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { mediaBlock } from './media-block';
import type { Shape } from './shape';

const unwrapped = (list: JsonValue | undefined, key: string): JsonValue[] =>
  Array.isArray(list) ? list.map((item) => (isJsonObject(item) && isJsonObject(item[key]) ? item[key] : item)) : [];

/** `llm.*_messages.N.message.*` after unfolding: every item is wrapped once more under its own name. */
export const openinferenceShape: Shape = {
  typedParts: {
    image: (part) => {
      const outer = isJsonObject(part['image']) ? part['image'] : {};
      const inner = isJsonObject(outer['image']) ? outer['image'] : outer;
      return mediaBlock({ kind: 'image', url: inner['url'] });
    },
    audio: (part) => {
      const outer = isJsonObject(part['audio']) ? part['audio'] : {};
      const inner = isJsonObject(outer['audio']) ? outer['audio'] : outer;
      return mediaBlock({ kind: 'audio', url: inner['url'], mediaType: inner['mime_type'] });
    },
  },
  toRoleForm: (value) => {
    const { message } = value;
    if (!isJsonObject(message) || Object.keys(value).length !== 1) return undefined;
    const form: JsonObject = { ...message };
    if ('contents' in message) form['content'] = unwrapped(message['contents'], 'message_content');
    if ('tool_calls' in message) form['tool_calls'] = unwrapped(message['tool_calls'], 'tool_call');
    if (typeof message['function_call_name'] === 'string')
      form['function_call'] = {
        name: message['function_call_name'],
        arguments: message['function_call_arguments_json'] ?? null,
      };
    return form;
  },
};
