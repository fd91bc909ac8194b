import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { isKnownRole } from '../read-role';
import { firstOf, thinkingBlock, toolUseBlock } from './blocks';
import { kindNamed, mediaBlock } from './media-block';
import type { PartReader, Shape } from './shape';

/** What `type` says of a dumped message. */
const types = new Set<JsonValue | undefined>(['human', 'ai', 'system', 'tool', 'function', 'developer']);
const suffixes = ['MessageChunk', 'Message'] as const;

/** A serialised message is `{lc, type: 'constructor', id: […, 'HumanMessage'], kwargs}`; a dumped one has the role in `type`. */
function toRoleForm(value: JsonObject): JsonObject | undefined {
  const fields = firstOf(value, 'kwargs', 'data');
  if (value['type'] === 'constructor' && isJsonObject(fields)) return named(fields, roleOfClass(value['id']));
  if (types.has(value['type']) && isJsonObject(fields) && 'content' in fields) return named(fields, value['type']);
  if ((types.has(value['type']) || roleOfName(value['type']) !== null) && 'content' in value && !('role' in value))
    return named(value, roleOfName(value['type']) ?? value['type']);
  return undefined;
}

const named = (fields: JsonObject, role: JsonValue | undefined): JsonObject | undefined => {
  const word = role ?? fields['type'];
  return 'content' in fields && isKnownRole(word) ? { ...withoutOwnId(fields), role: word as JsonValue } : undefined;
};

/** A message's own id is none of a tool call. */
const withoutOwnId = (fields: JsonObject): JsonObject => ({ ...fields, id: null });

const roleOfClass = (id: JsonValue | undefined): JsonValue | undefined =>
  Array.isArray(id) ? (roleOfName(id.at(-1)) ?? undefined) : undefined;

/** `HumanMessage`, `AIMessageChunk`, `ToolMessage`. */
function roleOfName(name: JsonValue | undefined): string | null {
  if (typeof name !== 'string') return null;
  const suffix = suffixes.find((ending) => name.endsWith(ending));
  const word = suffix === undefined ? '' : name.slice(0, -suffix.length).toLowerCase();
  return isKnownRole(word) ? word : null;
}

const standardMedia: PartReader = (part) =>
  'source_type' in part || 'mime_type' in part || 'base64' in part || 'url' in part
    ? mediaBlock({
        kind: kindNamed(part['type']),
        mediaType: part['mime_type'],
        base64: firstOf(part, 'base64', ...(part['source_type'] === 'base64' ? ['data'] : [])),
        url: part['url'],
        id: firstOf(part, 'file_id', 'id'),
        name: firstOf(part, 'filename', 'name'),
      })
    : undefined;

const generation = (value: JsonValue): JsonValue => {
  if (!isJsonObject(value)) return value;
  const reason = isJsonObject(value['generation_info'])
    ? firstOf(value['generation_info'], 'finish_reason')
    : undefined;
  const message = value['message'];
  if (isJsonObject(message)) {
    const plain = toRoleForm(message) ?? message;
    return { finish_reason: reason ?? null, ...plain };
  }
  return typeof value['text'] === 'string'
    ? { role: 'assistant', content: value['text'], finish_reason: reason ?? null }
    : value;
};

/** Messages of LangChain and LangGraph, dumped or serialised. */
export const langchainShape: Shape = {
  typedParts: {
    tool_call: (part) => ('args' in part ? toolUseBlock(part['id'], part['name'], part['args']) : undefined),
    reasoning: (part) => thinkingBlock(part['reasoning']),
    image: standardMedia,
    audio: standardMedia,
    video: standardMedia,
    file: standardMedia,
    'text-plain': standardMedia,
  },
  toRoleForm,
  listMessages: (value) =>
    Array.isArray(value['generations'])
      ? value['generations'].flatMap((batch) => (Array.isArray(batch) ? batch : [batch])).map(generation)
      : undefined,
};
