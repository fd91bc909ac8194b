import type { SessionEvent } from '../session-event';

/**
 * Events that failed, each failure once: what is derived of a failed event repeats it, and so does the result that answers a call. Of
 * those that tell of one failure the first stands.
 */
export const listFailures = (events: readonly SessionEvent[]): SessionEvent[] => {
  const sourceOf = new Map(events.map((event) => [event.id, keyOf(event)]));
  const failed = new Map<string, SessionEvent>();
  for (const event of events) {
    if (event.status !== 'error') continue;
    const call = event.type === 'tool_result' ? event.data.callEventId : null;
    const key = (call === null ? undefined : sourceOf.get(call)) ?? keyOf(event);
    if (!failed.has(key)) failed.set(key, event);
  }
  return [...failed.values()];
};

const keyOf = ({ traceId, source }: SessionEvent): string => `${source.seq}/${source.surface}/${traceId}`;

/** Whether a tool call failed or succeeded; undefined while it is pending. */
export const hasFailed = ({ status, data }: Extract<SessionEvent, { type: 'tool_call' }>): boolean | undefined => {
  if (status === 'error' || data.success === false) return true;
  return data.success === true ? false : undefined;
};
