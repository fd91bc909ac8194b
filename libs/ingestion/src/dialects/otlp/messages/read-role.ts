import type { JsonValue } from '@debrief/kernel';
import type { MessageRole } from './message-block';

const roles = new Map<string, MessageRole>([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['data', 'user'],
  ['context', 'user'],
  ['assistant', 'assistant'],
  ['ai', 'assistant'],
  ['bot', 'assistant'],
  ['model', 'assistant'],
  ['choice', 'assistant'],
  ['tool_call', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
  ['ipython', 'tool'],
]);

/** The role that any framework's word stands for (otel.md B5): an unknown word is the user's. Null where there is no word. */
export function readRole(value: JsonValue | undefined): MessageRole | null {
  if (typeof value !== 'string' || value === '') return null;
  return roles.get(value.toLowerCase()) ?? 'user';
}

/** Whether the word is one of those that frameworks use for a role. */
export const isKnownRole = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && roles.has(value.toLowerCase());
