import { invalid } from '@debrief/kernel';
import { condition, parseMoment, type PlatformCondition } from '@debrief/replay';

/** From inclusive, to exclusive. @throws DomainError INVALID for a time that is none */
export const periodOf = (query: {
  readonly fromTimestamp?: string;
  readonly toTimestamp?: string;
}): PlatformCondition[] =>
  (
    [
      ['fromTimestamp', 'gte'],
      ['toTimestamp', 'lt'],
    ] as const
  ).flatMap(([field, op]) => {
    const text = query[field];
    if (text === undefined) return [];
    const moment = parseMoment(text);
    if (moment === undefined) throw invalid(field, 'must be an ISO 8601 time');
    return [condition('timestamp', op, moment)];
  });
