import type { SessionEventData } from '../session-event';
import { failureOf, flagOf, textOf, valueOf, without } from './read-value';
import type { Said } from './said';

const shown: ReadonlySet<string> = new Set(['name', 'before', 'after']);
const content: ReadonlySet<string> = new Set(['content']);

/** Whatever else happened: its key is its name, or its type where it has none. */
export const stateData = ({ recordType, name, payload }: Said): SessionEventData['state_change'] =>
  recordType === 'user_message'
    ? { key: recordType, before: null, after: valueOf(payload['content']), attributes: without(payload, content) }
    : {
        key: recordType === 'state_change' ? (name ?? recordType) : (textOf(payload['name']) ?? recordType),
        before: valueOf(payload['before']),
        after: valueOf(payload['after']),
        attributes: without(payload, shown),
      };

export const errorData = ({ name, payload }: Said): SessionEventData['error'] => {
  const failure = failureOf(payload);
  const errorType = textOf(payload['error_type']) ?? failure?.type ?? null;
  return {
    errorType,
    message: textOf(payload['message']) ?? failure?.message ?? errorType ?? name ?? 'error',
    stack: textOf(payload['traceback']) ?? textOf(payload['stack']),
    handled: flagOf(payload['handled']),
  };
};

/** Which answer is a turn's last is seen when all of them are there. */
export const responseData = ({ payload }: Said): SessionEventData['response'] => ({
  content: valueOf(payload['content']),
  final: false,
});
