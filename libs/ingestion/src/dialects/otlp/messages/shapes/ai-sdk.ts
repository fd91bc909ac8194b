import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { BlockContent } from '../message-block';
import { firstOf, textBlock, thinkingBlock, toolResultBlock, toolUseBlock } from './blocks';
import { mediaBlock, type MediaKind } from './media-block';
import type { PartReader, Shape } from './shape';

const toolCall: PartReader = (part) =>
  toolUseBlock(part['toolCallId'], part['toolName'], firstOf(part, 'input', 'args'));

/** Since version 5 an output says what it is: `{type: 'text' | 'json' | 'error-text' | …, value}`. */
const toolResult: PartReader = (part) => {
  const output = firstOf(part, 'output', 'result', 'error');
  const isError = part['isError'] === true || part['type'] === 'tool-error';
  if (!isJsonObject(output) || typeof output['type'] !== 'string' || !('value' in output))
    return toolResultBlock(part['toolCallId'], output, isError);
  return toolResultBlock(part['toolCallId'], output['value'], isError || output['type'].startsWith('error'));
};

const isLink = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && (value.startsWith('http://') || value.startsWith('https://'));

const media =
  (kind: MediaKind, key: string): PartReader =>
  (part: JsonObject): BlockContent | undefined => {
    const data = part[key];
    if (typeof data !== 'string') return undefined;
    const mediaType = firstOf(part, 'mediaType', 'mimeType');
    return mediaBlock({
      kind,
      mediaType,
      ...(isLink(data) ? { url: data } : { base64: data }),
      name: part['filename'],
    });
  };

/** Parts of the Vercel AI SDK's messages. */
export const aiSdkShape: Shape = {
  typedParts: {
    'tool-call': toolCall,
    'tool-result': toolResult,
    'tool-error': toolResult,
    reasoning: (part) => thinkingBlock(part['text'], part['signature']),
    'redacted-reasoning': (part) =>
      typeof part['data'] === 'string' ? { type: 'redacted_thinking', data: part['data'] } : undefined,
    image: media('image', 'image'),
    file: media('file', 'data'),
    'output-text': (part) => textBlock(part['text']),
  },
  keyedParts: { toolCallId: (part) => ('toolName' in part && !('result' in part) ? toolCall(part) : undefined) },
};
