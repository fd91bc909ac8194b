import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '@debrief/kernel';
import type { SessionEvent, SessionEventData } from '../session-event';

const shortest = 64;

/** A value of which only equality matters: a long one by its hash. */
const compared = (value: JsonValue): JsonValue => {
  const text = canonicalJson(value);
  return text.length <= shortest ? value : `sha256:${createHash('sha256').update(text).digest('base64url')}`;
};

/** What of an event's data the rules have no use for, or compare only. */
const changesOf = ({ type, data }: SessionEvent): Partial<SessionEventData[keyof SessionEventData]> => {
  switch (type) {
    case 'llm_call':
      return { prompt: null, parameters: null, input: null, output: null };
    case 'tool_call':
      return { arguments: compared(data.arguments) };
    case 'tool_result':
      return { result: null };
    case 'decision':
      return { choice: compared(data.choice), options: null, reasoning: null, outcome: null };
    case 'state_change':
      return { before: null, after: null, attributes: {} };
    case 'error':
      return { stack: null };
    case 'response':
      return { content: null };
    default:
      return {};
  }
};

/** An event as the rules of an analysis need it, without what was said: a whole session of these is small. */
export const withComparedContents = (event: SessionEvent): SessionEvent =>
  ({ ...event, data: { ...event.data, ...changesOf(event) } }) as SessionEvent;
