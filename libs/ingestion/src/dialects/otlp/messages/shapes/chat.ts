import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { Shape } from './shape';

/** Under which a request, a state or a record of one keeps its list of messages. */
const lists = ['messages', 'items', 'history', 'chat_history'];
/** What frameworks wrap around the value that they record. */
const wrappers = ['inputs', 'outputs', 'message', 'request', 'response', 'output', 'input', 'data', 'result', 'value'];

/** What is common to most: `{messages}` with the system prompt beside it, and wrappers around that. */
export const chatShape: Shape = {
  listMessages: (value) => {
    const key = lists.find((name) => Array.isArray(value[name]));
    if (key !== undefined) return [...systemOf(value), ...(value[key] as JsonValue[])];
    if (isPrompt(value)) return [...systemOf(value), { role: 'user', content: value['prompt'] as string }];
    const wrapper = wrappers.find((name) => isJsonObject(value[name]) || Array.isArray(value[name]));
    return wrapper === undefined ? undefined : [value[wrapper] as JsonValue];
  },
};

/** A string or the parts of one, as Anthropic, Bedrock and the AI SDK have it. */
function systemOf(value: JsonObject): JsonValue[] {
  const { system } = value;
  return typeof system === 'string' || Array.isArray(system) ? [{ role: 'system', content: system }] : [];
}

const isPrompt = (value: JsonObject): boolean =>
  typeof value['prompt'] === 'string' && Object.keys(value).every((key) => key === 'prompt' || key === 'system');
