import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { BlockContent } from '../message-block';
import { firstOf, textBlock, thinkingBlock, toolResultBlock, toolUseBlock } from './blocks';
import { mediaBlock } from './media-block';
import type { PartReader, Shape } from './shape';

/** The API writes camel case, Python's models snake case. */
const call =
  (key: string): PartReader =>
  (part) => {
    const { id, name, args } = innerOf(part, key);
    return toolUseBlock(id, name, args);
  };

const response =
  (key: string): PartReader =>
  (part) => {
    const inner = innerOf(part, key);
    return toolResultBlock(inner['id'] ?? null, inner['response']);
  };

const media =
  (key: string): PartReader =>
  (part) => {
    const inner = innerOf(part, key);
    return mediaBlock({
      mediaType: firstOf(inner, 'mimeType', 'mime_type'),
      base64: inner['data'],
      url: firstOf(inner, 'fileUri', 'file_uri'),
      name: firstOf(inner, 'displayName', 'display_name'),
    });
  };

const innerOf = (part: JsonObject, key: string): JsonObject => (isJsonObject(part[key]) ? part[key] : {});

const said: PartReader = (part): BlockContent | undefined =>
  part['thought'] === true
    ? thinkingBlock(part['text'], firstOf(part, 'thoughtSignature', 'thought_signature'))
    : textBlock(part['text']);

/** `generateContent` and what ADK records of it. */
export const geminiShape: Shape = {
  keyedParts: {
    functionCall: call('functionCall'),
    function_call: call('function_call'),
    functionResponse: response('functionResponse'),
    function_response: response('function_response'),
    inlineData: media('inlineData'),
    inline_data: media('inline_data'),
    fileData: media('fileData'),
    file_data: media('file_data'),
    text: said,
  },
  listMessages: (value) => {
    if (Array.isArray(value['candidates'])) return value['candidates'].map(unfoldCandidate);
    if (Array.isArray(value['contents'])) return [...instructionsOf(value), ...value['contents']];
    if (isJsonObject(value['content']) && 'parts' in value['content']) return [unfoldCandidate(value)];
    if (isJsonObject(value['new_message'])) return [value['new_message']];
    return undefined;
  },
};

function instructionsOf(request: JsonObject): JsonValue[] {
  const settings = isJsonObject(request['config']) ? request['config'] : {};
  const keys = ['systemInstruction', 'system_instruction'];
  const text = firstOf(request, ...keys) ?? firstOf(settings, ...keys);
  if (text === undefined) return [];
  return [isJsonObject(text) ? { ...text, role: 'system' } : { role: 'system', content: text }];
}

/** A candidate holds its message under `content` and its finish reason beside it. */
function unfoldCandidate(candidate: JsonValue): JsonValue {
  if (!isJsonObject(candidate) || !isJsonObject(candidate['content'])) return candidate;
  const reason = firstOf(candidate, 'finishReason', 'finish_reason') ?? null;
  return { role: 'model', ...candidate['content'], finish_reason: reason };
}
