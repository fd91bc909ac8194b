import { failureMessageOf } from '../read-session';
import { toRate } from '../../metrics/to-rate';
import type { SessionEvent } from '../../session-event';
import { idsOf, type SessionRule } from '../finding';
import { normaliseMessage } from '../normalise-message';
import type { ErrorPattern } from '../session-analysis.types';

/** Failures of one type and name that say the same. A single one is listed, too. */
export const repeatedError: SessionRule<ErrorPattern> = ({ session: { events, failures }, thresholds }) => {
  const totals = new Map<string, number>();
  for (const event of events) totals.set(kindOf(event), (totals.get(kindOf(event)) ?? 0) + 1);
  const messages = new Map(failures.map((event) => [event, normaliseMessage(failureMessageOf(event))]));
  return [...Map.groupBy(failures, (event) => `${kindOf(event)}\n${messages.get(event)}`).values()].map((group) => {
    const [first] = group as [SessionEvent];
    const isRepeated = group.length >= thresholds['repeated_error.warning_count'];
    return {
      entry: {
        rule: 'repeated_error',
        severity: isRepeated ? 'warning' : 'info',
        type: first.type,
        name: first.name,
        message: messages.get(first) ?? '',
        count: group.length,
        rate: toRate(group.length, totals.get(kindOf(first)) ?? 0),
        eventIds: idsOf(group),
      },
      size: group.length,
      position: first.position,
    };
  });
};

const kindOf = ({ type, name }: SessionEvent): string => `${type} ${name}`;
