import { isJsonObject, type JsonObject } from '@debrief/kernel';
import type { BlockContent } from '../message-block';
import { thinkingBlock, toolResultBlock, toolUseBlock } from './blocks';
import { mediaBlock, type MediaKind } from './media-block';
import type { Shape } from './shape';

const toolUse = (part: JsonObject): BlockContent | undefined => toolUseBlock(part['id'], part['name'], part['input']);

const toolResult = (part: JsonObject): BlockContent | undefined =>
  'tool_use_id' in part ? toolResultBlock(part['tool_use_id'], part['content'], part['is_error']) : undefined;

const sourced =
  (kind: MediaKind) =>
  (part: JsonObject): BlockContent | undefined => {
    const source = part['source'];
    if (!isJsonObject(source)) return undefined;
    return mediaBlock({
      kind,
      mediaType: source['media_type'],
      base64: source['data'],
      url: source['url'],
      id: source['file_id'],
      name: part['title'],
    });
  };

/** Content blocks of the Messages API; its `text` is OpenAI's. */
export const anthropicShape: Shape = {
  typedParts: {
    thinking: (part) => thinkingBlock(part['thinking'], part['signature']),
    redacted_thinking: (part) =>
      typeof part['data'] === 'string' ? { type: 'redacted_thinking', data: part['data'] } : undefined,
    tool_use: toolUse,
    server_tool_use: toolUse,
    mcp_tool_use: toolUse,
    tool_result: toolResult,
    web_search_tool_result: toolResult,
    code_execution_tool_result: toolResult,
    mcp_tool_result: toolResult,
    image: sourced('image'),
    document: sourced('document'),
  },
};
