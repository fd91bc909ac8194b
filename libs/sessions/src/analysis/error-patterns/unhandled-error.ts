import { type Finding, idsOf, type SessionRule } from '../finding';
import { normaliseMessage } from '../normalise-message';
import { type EventOf, failureMessageOf, ofType, type SessionReading } from '../read-session';
import type { ErrorPattern } from '../session-analysis.types';

/** An error that nobody handled, and a run that failed or was aborted. */
export const unhandledError: SessionRule<ErrorPattern> = ({ session }) => [
  ...unhandledIn(session),
  ...failedRunsOf(session),
];

const unhandledIn = ({ events }: SessionReading): Finding<ErrorPattern>[] => {
  const unhandled = ofType(events, 'error').filter(({ data }) => data.handled === false);
  const messages = new Map(unhandled.map((event) => [event, normaliseMessage(failureMessageOf(event))]));
  return [...Map.groupBy(unhandled, (event) => `${event.name}\n${messages.get(event)}`).values()].map((group) => {
    const [first] = group as [EventOf<'error'>];
    return {
      entry: {
        rule: 'unhandled_error',
        severity: 'critical',
        type: 'error',
        name: first.name,
        message: messages.get(first) ?? '',
        count: group.length,
        rate: null,
        eventIds: idsOf(group),
      },
      size: group.length,
      position: first.position,
    };
  });
};

const failedRunsOf = ({ traces, events }: SessionReading): Finding<ErrorPattern>[] => {
  const ends = Map.groupBy(events, ({ traceId }) => traceId);
  return traces
    .filter(({ status }) => status === 'failed' || status === 'aborted')
    .map(({ id, status }) => {
      const last = ends.get(id)?.at(-1);
      return {
        entry: {
          rule: 'unhandled_error',
          severity: 'critical',
          type: 'trace',
          name: id,
          message: `the trace ended ${status}`,
          count: 1,
          rate: null,
          eventIds: last ? [last.id] : [],
        },
        size: 1,
        position: last?.position ?? 0,
      };
    });
};
