/** A moment of ISO 8601, told to the millisecond, and what its fraction has beyond that. */
export interface Instant {
  /** Since 1970. */
  readonly ms: number;
  /** Further digits of the fraction, without zeros at the end. */
  readonly rest: string;
}

const form = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,18}))?)?(?:Z|([+-])(\d{2})(?::?(\d{2}))?)?$/i;

/** Reads a date with a time of day; without an offset it is UTC. Undefined for any other text, and for days that are in no calendar. */
export const parseInstant = (text: string): Instant | undefined => {
  const parts = form.exec(text);
  if (!parts) return undefined;
  const [, date = '', hours, minutes, seconds = '00', fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] =
    parts;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return undefined;
  const local = Date.parse(`${date}T${hours}:${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  // Date.parse takes the 30th of February for the 2nd of March.
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 10) !== date) return undefined;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return { ms: sign === '-' ? local + offset : local - offset, rest: fraction.slice(3).replace(/0+$/, '') };
};
