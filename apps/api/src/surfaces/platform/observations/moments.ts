import { invalid } from '@debrief/kernel';
import { parseMoment } from '@debrief/replay';

/** Microseconds since 1970 as the Platform surface writes times: ISO 8601 UTC with milliseconds. */
export const toIso = (micros: number): string => new Date(Math.floor(micros / 1000)).toISOString();
export const toIsoOrNull = (micros: number | null): string | null => (micros === null ? null : toIso(micros));

/** A time of a query as microseconds since 1970. @throws DomainError INVALID */
export const toMicros = (field: string, text: string): number => {
  const moment = parseMoment(text);
  if (moment === undefined) throw invalid(field, 'must be an ISO 8601 time');
  return moment;
};
