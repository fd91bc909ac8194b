import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { BlockContent } from '../message-block';
import { textIn } from '../read-json-text';
import { readRole } from '../read-role';
import { firstOf, textBlock, thinkingBlock, toolResultBlock, toolUseBlock } from './blocks';
import { mediaBlock } from './media-block';
import { mediaTypeOf } from './media-type-of';
import type { Shape } from './shape';

const inside = (part: JsonObject, key: string): JsonObject => (isJsonObject(part[key]) ? part[key] : part);

const functionCall = (part: JsonObject): BlockContent | undefined => {
  const call = inside(part, 'function');
  return toolUseBlock(firstOf(part, 'call_id', 'id'), call['name'], firstOf(call, 'arguments', 'input'));
};

const callOutput = (part: JsonObject): BlockContent | undefined =>
  toolResultBlock(part['call_id'], part['output'], part['status'] === 'incomplete');

function audio(part: JsonObject): BlockContent | undefined {
  const sound = inside(part, 'input_audio');
  return mediaBlock({ kind: 'audio', mediaType: mediaTypeOf('audio', sound['format']), base64: sound['data'] });
}

function image(part: JsonObject): BlockContent | undefined {
  const link = part['image_url'];
  return mediaBlock({ kind: 'image', url: isJsonObject(link) ? link['url'] : link, id: part['file_id'] });
}

function file(part: JsonObject): BlockContent | undefined {
  const { file_data: base64, file_url: url, file_id: id, filename: name } = inside(part, 'file');
  return mediaBlock({ base64, url, id, name });
}

function reasoning(part: JsonObject): BlockContent | undefined {
  const texts = [part['summary'], part['content']].flatMap((list) => (Array.isArray(list) ? list : []));
  const said = texts.flatMap((item) => (isJsonObject(item) ? (textIn(item['text']) ?? []) : []));
  if (said.length === 1) return thinkingBlock(said[0]);
  if (said.length > 1) return { type: 'json', data: texts };
  const hidden = textIn(part['encrypted_content']);
  return hidden === null ? undefined : { type: 'redacted_thinking', data: hidden };
}

/** Items of the Responses API that are messages by themselves, by who says them. */
const items = new Map<string, 'assistant' | 'tool'>([
  ['function_call', 'assistant'],
  ['custom_tool_call', 'assistant'],
  ['reasoning', 'assistant'],
  ['function_call_output', 'tool'],
  ['custom_tool_call_output', 'tool'],
]);

const roleOfItem = (value: JsonObject): 'assistant' | 'tool' | undefined =>
  typeof value['type'] === 'string' && !('role' in value) ? items.get(value['type']) : undefined;

/** `choices[]` of the completions API and what is made after it: a text beside its finish reason. */
const isTextChoice = (value: JsonObject): boolean =>
  'finish_reason' in value && typeof firstOf(value, 'text', 'message') === 'string' && !('content' in value);

function toRoleForm(value: JsonObject): JsonObject | undefined {
  const role = roleOfItem(value);
  if (role !== undefined) return { role, content: [value] };
  if ('role' in value || !isTextChoice(value)) return undefined;
  const content = firstOf(value, 'text', 'message') as string;
  return { role: 'assistant', content, finish_reason: value['finish_reason'] ?? null };
}

const listed = (value: JsonValue | undefined): JsonValue[] =>
  typeof value === 'string' ? [{ role: 'user', content: value }] : Array.isArray(value) ? value : [];

/** Chat Completions and Responses. */
export const openaiShape: Shape = {
  typedParts: {
    text: (part) => textBlock(part['text']),
    input_text: (part) => textBlock(part['text']),
    output_text: (part) => textBlock(part['text']),
    summary_text: (part) => thinkingBlock(part['text']),
    reasoning_text: (part) => thinkingBlock(part['text']),
    refusal: (part) =>
      typeof part['refusal'] === 'string' ? { type: 'refusal', message: part['refusal'] } : undefined,
    image_url: image,
    input_image: image,
    input_audio: audio,
    audio,
    file,
    input_file: file,
    function: functionCall,
    function_call: functionCall,
    custom_tool_call: functionCall,
    function_call_output: callOutput,
    custom_tool_call_output: callOutput,
    reasoning,
  },
  toRoleForm,
  listMessages: (value) => {
    if (Array.isArray(value['choices'])) return value['choices'].map(unfoldChoice);
    if (value['object'] === 'response' || (Array.isArray(value['output']) && value['output'].some(isItem)))
      return listed(value['output']);
    if (typeof value['instructions'] === 'string' && 'input' in value)
      return [{ role: 'system', content: value['instructions'] }, ...listed(value['input'])];
    if (Array.isArray(value['input']) && value['input'].some(isItem)) return value['input'];
    return undefined;
  },
};

/** Puts the finish reason of a choice on its message. */
function unfoldChoice(choice: JsonValue): JsonValue {
  if (!isJsonObject(choice)) return choice;
  const message = firstOf(choice, 'message', 'delta');
  if (!isJsonObject(message)) return choice;
  return { role: 'assistant', ...message, finish_reason: choice['finish_reason'] ?? null };
}

const isItem = (item: JsonValue): boolean =>
  isJsonObject(item) &&
  (item['type'] === 'message' ||
    roleOfItem(item) !== undefined ||
    (readRole(item['role']) !== null && 'content' in item));
