import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { BlockContent } from '../message-block';
import { thinkingBlock, toolResultBlock, toolUseBlock } from './blocks';
import { mediaBlock } from './media-block';
import { mediaTypeOf } from './media-type-of';
import type { Shape } from './shape';

const innerOf = (part: JsonObject, key: string): JsonObject => (isJsonObject(part[key]) ? part[key] : {});

const media =
  (kind: 'image' | 'audio' | 'video' | 'document') =>
  (part: JsonObject): BlockContent | undefined => {
    const inner = innerOf(part, kind);
    const { bytes, s3Location } = innerOf(inner, 'source');
    const url = isJsonObject(s3Location) ? s3Location['uri'] : undefined;
    return mediaBlock({ kind, mediaType: mediaTypeOf(kind, inner['format']), base64: bytes, url, name: inner['name'] });
  };

function reasoning(part: JsonObject): BlockContent | undefined {
  const { reasoningText, redactedContent } = innerOf(part, 'reasoningContent');
  if (typeof redactedContent === 'string') return { type: 'redacted_thinking', data: redactedContent };
  return isJsonObject(reasoningText) ? thinkingBlock(reasoningText['text'], reasoningText['signature']) : undefined;
}

/** The Converse API, which Strands writes, too. */
export const bedrockShape: Shape = {
  keyedParts: {
    toolUse: (part) => {
      const { toolUseId, name, input } = innerOf(part, 'toolUse');
      return toolUseBlock(toolUseId, name, input);
    },
    toolResult: (part) => {
      const { toolUseId, content, status } = innerOf(part, 'toolResult');
      return toolResultBlock(toolUseId, content, status);
    },
    reasoningContent: reasoning,
    image: media('image'),
    document: media('document'),
    video: media('video'),
    audio: media('audio'),
    json: (part) => ({ type: 'json', data: part['json'] as JsonValue }),
  },
  listMessages: (value) => {
    const output = value['output'];
    if (!isJsonObject(output) || !isJsonObject(output['message'])) return undefined;
    return [{ ...output['message'], finish_reason: value['stopReason'] ?? null }];
  },
};
