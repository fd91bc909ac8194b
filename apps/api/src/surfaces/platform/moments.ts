import { invalid } from '@debrief/kernel';
import { condition, parseMoment, type PlatformCondition } from '@debrief/replay';

/** Microseconds since 1970 as the surface writes them: ISO 8601 in UTC with milliseconds. */
export const toIsoTime = (micros: number): string => new Date(micros / 1000).toISOString();

/** @throws DomainError INVALID */
export const readMoment = (field: string, text: string): number => {
  const moment = parseMoment(text);
  if (moment === undefined) throw invalid(field, 'must be an ISO 8601 time');
  return moment;
};

/** From one moment on and before another. */
export interface PeriodFields {
  readonly fromTimestamp?: string;
  readonly toTimestamp?: string;
}

/** @throws DomainError INVALID */
export const periodConditions = (column: string, { fromTimestamp, toTimestamp }: PeriodFields): PlatformCondition[] => [
  ...(fromTimestamp === undefined ? [] : [condition(column, 'gte', readMoment('fromTimestamp', fromTimestamp))]),
  ...(toTimestamp === undefined ? [] : [condition(column, 'lt', readMoment('toTimestamp', toTimestamp))]),
];
