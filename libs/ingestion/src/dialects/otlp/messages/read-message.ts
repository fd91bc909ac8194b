import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { draftMessage, type DraftMessage } from './draft-message';
import type { BlockContent } from './message-block';
import { readContent } from './read-content';
import { readFinishReason } from './read-finish-reason';
import { listIn, textIn } from './read-json-text';
import { isKnownRole, readRole } from './read-role';
import { firstOf, thinkingBlock, toolResultBlock, toolUseBlock } from './shapes/blocks';
import { shapes } from './shapes/shapes';
import { readToolDefinition } from './tool-definitions/read-tool-definition';

/** Fields of a message that has a role: one of them makes an object a message. */
const speech = ['content', 'parts', 'tool_calls', 'toolCalls', 'function_call', 'refusal', 'reasoning_content'];
/** Fields beside them; an object with others and without a role is data. */
const manner = [
  'name',
  'id',
  'index',
  'finish_reason',
  'audio',
  'annotations',
  'reasoning',
  'thinking',
  'additional_kwargs',
];

const roleForms = shapes.flatMap((shape) => shape.toRoleForm ?? []);

/** One message, in whatever shape. Undefined: the value is none. */
export function readMessage(value: JsonValue): DraftMessage | undefined {
  if (!isJsonObject(value)) return undefined;
  if (isRoleMessage(value)) return readRoleMessage(value);
  for (const toRoleForm of roleForms) {
    const form = toRoleForm(value);
    if (form) return readRoleMessage(form);
  }
  return undefined;
}

/** A message that does not say whose it is, as some record the answer alone. Elsewhere an object with a `content` is mostly data. */
export function readBareMessage(value: JsonValue): DraftMessage | undefined {
  if (!isJsonObject(value) || 'role' in value) return undefined;
  const isSpeech = typeof value['content'] === 'string' || Array.isArray(value['tool_calls']) || 'parts' in value;
  const isAll = isSpeech && Object.keys(value).every((key) => speech.includes(key) || manner.includes(key));
  return isAll ? readRoleMessage(value) : undefined;
}

const isRoleMessage = (value: JsonObject): boolean =>
  typeof value['role'] === 'string' &&
  speech.some((field) => field in value) &&
  (isKnownRole(value['role']) || 'content' in value || 'parts' in value);

/** `{role, content | parts, tool_calls, …}`: the form that all shapes share or are brought to. */
export function readRoleMessage(value: JsonObject): DraftMessage {
  const role = readRole(value['role']);
  const content = firstOf(value, 'content', 'parts');
  const finishReason = readFinishReason(firstOf(value, 'finish_reason', 'stop_reason', 'finishReason', 'stopReason'));
  const name = textIn(value['name']);
  if (role === 'tool') return draftMessage(role, toolBlocks(value, content), { name, finishReason });
  const said = [...thoughts(value), ...readContent(content), ...refusal(value)];
  return draftMessage(role, [...said, ...toolCalls(value, said)], { name, finishReason });
}

/** What a tool gave back, for the call that the message names. Some integrations list the tools themselves as messages of a tool. */
function toolBlocks(value: JsonObject, content: JsonValue | undefined): BlockContent[] {
  const isDefinition = isJsonObject(content) && content['type'] === 'function' && isJsonObject(content['function']);
  const definition = isDefinition ? readToolDefinition(content) : undefined;
  if (definition) return [{ type: 'tool_definitions', tools: [definition], tool_choice: null }];
  const blocks = readContent(content);
  if (blocks.some(({ type }) => type === 'tool_result')) return blocks;
  const id = firstOf(value, 'tool_call_id', 'toolCallId', 'tool_use_id', 'call_id', 'id');
  return [toolResultBlock(id, content, firstOf(value, 'is_error', 'isError', 'status'))];
}

function thoughts(value: JsonObject): BlockContent[] {
  const block = thinkingBlock(firstOf(value, 'reasoning_content', 'reasoning', 'thinking'));
  return block?.type === 'thinking' && block.text !== '' ? [block] : [];
}

const refusal = ({ refusal: message }: JsonObject): BlockContent[] =>
  typeof message === 'string' && message !== '' ? [{ type: 'refusal', message }] : [];

const callFields = ['tool_calls', 'toolCalls', 'function_call', 'additional_kwargs'];

/** Calls beside the content. LangChain lists those of the content once more: a call that is there already is not repeated. */
function toolCalls(value: JsonObject, said: readonly BlockContent[]): BlockContent[] {
  if (!callFields.some((field) => field in value)) return [];
  const extra = isJsonObject(value['additional_kwargs']) ? value['additional_kwargs'] : {};
  const lists = [firstOf(value, 'tool_calls', 'toolCalls'), extra['tool_calls']].map((list) => listIn(list) ?? []);
  const calls = lists.find((list) => list.length > 0) ?? [];
  const single = firstOf(value, 'function_call') ?? firstOf(extra, 'function_call');
  const known = new Set(said.flatMap((block) => (block.type === 'tool_use' && block.id !== null ? block.id : [])));
  return [...calls, ...(isJsonObject(single) && calls.length === 0 ? [single] : [])].flatMap((call) => {
    const block = readToolCall(call);
    return block.type === 'tool_use' && block.id !== null && known.has(block.id) ? [] : [block];
  });
}

function readToolCall(call: JsonValue): BlockContent {
  if (!isJsonObject(call)) return { type: 'unknown', raw: call };
  const details = isJsonObject(call['function']) ? call['function'] : call;
  const block = toolUseBlock(
    firstOf(call, 'id', 'toolCallId', 'tool_call_id', 'call_id'),
    firstOf(details, 'name', 'toolName', 'tool_name'),
    firstOf(details, 'arguments', 'args', 'input'),
  );
  return block ?? { type: 'unknown', raw: call };
}
