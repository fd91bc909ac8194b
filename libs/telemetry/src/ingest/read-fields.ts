import { isRawJson, type JsonValue } from '@debrief/kernel';
import { directions } from '../http-request.types';
import { cleanHost } from './clean-fields';
import { type Instant, parseInstant } from './parse-instant';

/** What was sent, or what is wrong with it in the short words that clients know (telemetry.md §2). */
export type Read<T> = { readonly value: T } | { readonly reason: string };
export type Reader<T> = (sent: JsonValue | undefined) => Read<T>;

const wrong = (reason: string): { readonly reason: string } => ({ reason });
export const notNull = wrong('must not be null');
const atMost = (characters: number) => wrong(`must be at most ${characters} characters`);

/** Null means absent. */
export const optional =
  <T>(read: Reader<T>, standard: T | null = null): Reader<T | null> =>
  (sent) =>
    sent === undefined || sent === null ? { value: standard } : read(sent);

const required =
  <T>(read: (sent: JsonValue) => Read<T>): Reader<T> =>
  (sent) =>
    sent === undefined || sent === null ? notNull : read(sent);

/** @param clean what is kept of it; its length is that of what is kept */
export const text = (max: number, clean: (sent: string) => string = (sent) => sent): Reader<string> => {
  const tooLong = atMost(max);
  return required((sent) => {
    if (typeof sent !== 'string') return wrong('must be a string');
    const value = clean(sent);
    if (value.trim() === '') return wrong('must not be blank');
    return value.length > max ? tooLong : { value };
  });
};

/** A text that may be empty, which says as little as its absence. */
export const remark = (max: number): Reader<string | null> => {
  const tooLong = atMost(max);
  return optional((sent) => {
    if (typeof sent !== 'string') return wrong('must be a string');
    return sent.length > max ? tooLong : { value: sent === '' ? null : sent };
  });
};

export const direction = required((sent) => {
  if (typeof sent !== 'string') return wrong('must be a string');
  const value = directions.find((one) => one === sent);
  return value ? { value } : wrong(`must match "${directions.join('|')}"`);
});

const longest = { method: 16, host: 255 };
const anyMethod = text(longest.method);

export const method: Reader<string> = (sent) => {
  const read = anyMethod(sent);
  if ('reason' in read) return read;
  return /^[A-Za-z0-9-]+$/.test(read.value) ? { value: read.value.toUpperCase() } : wrong('must match "[A-Za-z0-9-]+"');
};

export const host = text(longest.host, cleanHost);

/** A number that a double cannot hold comes as its text. */
const toNumber = (sent: JsonValue): number | undefined => {
  if (typeof sent === 'number') return sent;
  return isRawJson(sent) ? Number(sent.rawJSON) : undefined;
};

export const statusCode = required((sent) => {
  const value = toNumber(sent);
  if (value === undefined || !Number.isInteger(value)) return wrong('must be an integer');
  return value === 0 || (value >= 100 && value <= 599) ? { value } : wrong('must be 0 or between 100 and 599');
});

const maxDuration = 2 ** 31 - 1;
const tooSmall = wrong('must be greater than or equal to 0');
const tooLarge = (limit: number) => wrong(`must be less than or equal to ${limit}`);

export const duration = required((sent) => {
  const value = toNumber(sent);
  if (value === undefined) return wrong('must be a number');
  if (value < 0) return tooSmall;
  const whole = Math.floor(value);
  return whole > maxDuration ? tooLarge(maxDuration) : { value: whole };
});

/** Bytes; clients say −1 where they do not know. */
export const size: Reader<number | null> = optional<number | null>((sent) => {
  const value = toNumber(sent as JsonValue);
  if (value === undefined || !Number.isInteger(value)) return wrong('must be an integer');
  if (value === -1) return { value: null };
  if (value < 0) return tooSmall;
  return value > Number.MAX_SAFE_INTEGER ? tooLarge(Number.MAX_SAFE_INTEGER) : { value };
}, 0);

export const timestamp: Reader<Instant> = required((sent) => {
  if (typeof sent !== 'string') return wrong('must be a string');
  const value = parseInstant(sent.trim());
  return value ? { value } : wrong('must be an ISO 8601 instant');
});
