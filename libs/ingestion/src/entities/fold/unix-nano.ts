import type { JsonValue } from '@debrief/kernel';
import { parseTimestamp } from '../../dialects/native/parse-timestamp';

const fraction = /\.(\d+)/;

/** Nanoseconds since 1970 of an ISO 8601 time, to the microsecond; undefined for everything else. A time without an offset is UTC. */
export const readUnixNano = (value: JsonValue | undefined): bigint | undefined => {
  const text = typeof value === 'string' ? parseTimestamp(value) : null;
  if (text === null) return undefined;
  const seconds = Date.parse(`${text.slice(0, 19)}Z`);
  const micros = (fraction.exec(text)?.[1] ?? '').padEnd(6, '0');
  return BigInt(seconds) * 1_000_000n + BigInt(micros) * 1_000n;
};
