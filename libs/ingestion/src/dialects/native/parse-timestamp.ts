const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?(?:([Zz])|([-+])(\d\d)(?::?(\d\d))?)?)?$/;
/** What clients usually send: UTC, at most microseconds, and a day that exists in each year. Such a text needs no arithmetic. */
const plainUtc =
  /^(?!0000)\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|\+00:00)$/;
const firstInstant = Date.parse('0001-01-01T00:00:00Z');
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * An ISO 8601 instant as UTC text that Postgres reads as `timestamptz`, to the microsecond (finer digits are cut). A time
 * without an offset is UTC, a date alone its first instant. Null for anything else, and for days that do not exist.
 */
export function parseTimestamp(text: string): string | null {
  if (plainUtc.test(text)) return text.endsWith('Z') ? text : `${text.slice(0, -6)}Z`;
  const match = iso.exec(text);
  if (!match) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction, , sign, offsetHour, offsetMinute = '0'] =
    match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const midnight = utcDay(Number(year), Number(month), Number(day));
  if (midnight === null) return null;
  const local = midnight + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  const offset = sign === undefined ? 0 : offsetMs(sign, Number(offsetHour), Number(offsetMinute));
  if (offset === null) return null;
  return instantText(local - offset, fraction);
}

/** Milliseconds at the start of a day, null where the calendar has no such day. `Date.UTC` reads the years 0–99 as 1900–1999. */
function utcDay(year: number, month: number, day: number): number | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}

function offsetMs(sign: string, hours: number, minutes: number): number | null {
  if (hours > 15 || minutes > 59) return null;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function instantText(ms: number, fraction: string | undefined): string | null {
  if (ms < firstInstant || ms > lastInstant) return null;
  const seconds = new Date(ms).toISOString().slice(0, 19);
  return fraction === undefined ? `${seconds}Z` : `${seconds}.${fraction.slice(0, 6)}Z`;
}
