let lastSecond = { at: Number.NaN, text: '' };

/** Microseconds since 1970 as RFC 3339 in UTC: `2026-01-01T00:00:00.123456Z`. Moments of a run lie close together: see `lastSecond`. */
export const toRfc3339 = (micros: number): string => {
  const rest = ((micros % 1_000_000) + 1_000_000) % 1_000_000;
  const at = micros - rest;
  if (at !== lastSecond.at) lastSecond = { at, text: new Date(at / 1000).toISOString().slice(0, -5) };
  return `${lastSecond.text}.${String(rest).padStart(6, '0')}Z`;
};

const parts = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?([Zz]|[+-]\d\d:?\d\d)?$/;

/** Reads an ISO 8601 date or time as microseconds since 1970; without a zone it is UTC. Undefined: not one. */
export const parseMoment = (text: string): number | undefined => {
  const [, date, minute = '00:00', second = '00', fraction = '', zone = 'Z'] = parts.exec(text) ?? [];
  if (date === undefined) return undefined;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const millis = Date.parse(`${date}T${minute}:${second}${offset}`);
  // JavaScript reads 30 February as 2 March.
  const isDay = new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date) ?? false;
  return Number.isNaN(millis) || !isDay ? undefined : millis * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
};
