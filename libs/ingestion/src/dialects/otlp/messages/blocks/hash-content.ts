import { hash } from 'node:crypto';
import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { canonicalJson } from '../../../native/canonical-json';
import type { BlockContent } from '../message-block';
import { readJsonText } from '../read-json-text';

/**
 * 16 hex digits for what a block says: not for who says it, nor under which id a call runs, so that a call and its copy in a later
 * request are alike. Blanks around a text and the form of a tool's answer (a text, its JSON, one text part) make no difference.
 */
export const hashContent = (content: BlockContent): string =>
  hash('sha256', `${content.type}\n${canonicalJson(essence(content))}`, 'hex').slice(0, 16);

function essence(content: BlockContent): JsonValue {
  switch (content.type) {
    case 'text':
    case 'thinking':
      return content.text.trim();
    case 'redacted_thinking':
      return content.data;
    case 'tool_use':
      return [content.name, content.input];
    case 'tool_result':
      return answerOf(content.content);
    case 'tool_definitions':
      return [...content.tools];
    case 'context':
    case 'json':
      return content.data;
    case 'refusal':
      return content.message.trim();
    case 'unknown':
      return content.raw;
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
    case 'file':
      return [content.source, content.data];
  }
}

/** `[{text}]`, `[{type: 'text', text}]` and the text itself are the same answer, and so is JSON as text. */
function answerOf(content: JsonValue): JsonValue {
  const value = readJsonText(content);
  const [part] = Array.isArray(value) && value.length === 1 ? value : [];
  if (isJsonObject(part) && typeof part['text'] === 'string') return answerOf(part['text']);
  return typeof value === 'string' ? value.trim() : value;
}
