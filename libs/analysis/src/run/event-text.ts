import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { RunEvent } from './run';

/** What rules read of one text: a longer one is cut, so that a verdict's cost is bounded by the number of events. */
export const maxText = 20_000;

/** A string field, undefined when it is none: payloads are not type-checked. */
export const textField = (payload: JsonObject, name: string): string | undefined => {
  const value = Object.hasOwn(payload, name) ? payload[name] : undefined;
  return typeof value === 'string' ? value : undefined;
};

/** A value as rules read it: a string as it is, anything else as JSON text; cut at `maxText`. */
export const valueText = (value: JsonValue | undefined): string => {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > maxText ? text.slice(0, maxText) : text;
};

/** What an event says in words: the content of a message, the arguments of a call, the result or error of an answer. */
export const eventText = ({ type, payload }: RunEvent): string => {
  switch (type) {
    case 'user_message':
    case 'agent_message':
      return valueText(payload['content']);
    case 'tool_call':
      return valueText(payload['arguments']);
    case 'tool_result':
      return valueText(payload['error']) || valueText(payload['result']);
    case 'retrieval':
      return valueText(payload['documents']);
    case 'dom_snapshot':
      return valueText(payload['visible_text']);
    case 'error':
      return valueText(payload['message']);
    case 'state_change':
      return valueText(payload['after'] ?? payload['to_agent']);
    default:
      return valueText(payload);
  }
};

/** The error that an event reports, as text; null when it reports none. */
export const errorText = ({ type, payload }: RunEvent): string | null => {
  const value = type === 'error' ? (payload['message'] ?? payload['error_type']) : payload['error'];
  if (value === undefined || value === null || value === '' || value === false) return null;
  if (isJsonObject(value) && typeof value['message'] === 'string') return value['message'];
  return valueText(value);
};
