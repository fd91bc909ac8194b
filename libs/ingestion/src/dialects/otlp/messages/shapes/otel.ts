import type { JsonObject } from '@debrief/kernel';
import { firstOf, textBlock, thinkingBlock, toolResultBlock, toolUseBlock } from './blocks';
import { kindNamed, mediaBlock } from './media-block';
import type { Shape } from './shape';

const media = (part: JsonObject) => ({
  kind: kindNamed(part['modality']),
  mediaType: part['mime_type'],
  name: firstOf(part, 'name', 'filename'),
});

/** The parts of OpenTelemetry's `gen_ai.*.messages`. */
export const otelShape: Shape = {
  typedParts: {
    text: (part) => textBlock(part['content']),
    reasoning: (part) => thinkingBlock(part['content'], part['signature']),
    tool_call: (part) => toolUseBlock(part['id'], part['name'], part['arguments']),
    server_tool_call: (part) =>
      toolUseBlock(part['id'], part['name'], firstOf(part, 'server_tool_call', 'arguments') ?? null),
    tool_call_response: (part) => toolResultBlock(part['id'], firstOf(part, 'response', 'result'), part['is_error']),
    server_tool_call_response: (part) =>
      toolResultBlock(part['id'], firstOf(part, 'server_tool_call_response', 'response'), part['is_error']),
    blob: (part) => mediaBlock({ ...media(part), base64: firstOf(part, 'content', 'data') }),
    uri: (part) => mediaBlock({ ...media(part), url: part['uri'] }),
    file: (part) => mediaBlock({ ...media(part), id: part['file_id'] }),
  },
};
