import { isRawJson, type JsonValue } from '@debrief/kernel';
import { malformed } from './malformed';

/** 16 or 8 bytes, which some senders encode as protobuf's own JSON form has it. */
const base64Id = /^(?:[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{11}=)$/;
const integer = /^-?[0-9]{1,20}$/;
const specialDoubles: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);

/** The range of an integer, and what it must be in words. */
export interface IntegerRange {
  readonly min: bigint;
  readonly max: bigint;
  readonly name: string;
}
export const ranges = {
  int32: { min: -(2n ** 31n), max: 2n ** 31n - 1n, name: 'a 32-bit integer' },
  uint32: { min: 0n, max: 2n ** 32n - 1n, name: 'an unsigned 32-bit integer' },
  int64: { min: -(2n ** 63n), max: 2n ** 63n - 1n, name: 'a 64-bit integer' },
  uint64: { min: 0n, max: 2n ** 64n - 1n, name: 'an unsigned 64-bit integer' },
} as const satisfies Record<string, IntegerRange>;

export function readString(value: JsonValue, place: string): string {
  if (typeof value === 'string') return value;
  throw malformed(place, 'must be a string');
}

export function readBoolean(value: JsonValue, place: string): boolean {
  if (typeof value === 'boolean') return value;
  throw malformed(place, 'must be a boolean');
}

/** Hex of any case. What is neither hex nor an id in base64 stays as it is, so that the sender knows it again. */
export function readId(value: JsonValue, place: string): string {
  const text = readString(value, place);
  return base64Id.test(text) ? Buffer.from(text, 'base64').toString('hex') : text.toLowerCase();
}

export function readBytes(value: JsonValue, place: string): Buffer {
  return Buffer.from(readString(value, place), 'base64');
}

/** A number or its decimal text; both are exact, whatever the size. */
export function readInteger(value: JsonValue, place: string, { min, max, name }: IntegerRange): bigint {
  const text = integerText(value);
  if (integer.test(text)) {
    const read = BigInt(text);
    if (read >= min && read <= max) return read;
  }
  throw malformed(place, `must be ${name}`);
}

/** `1e3` and `5.0` are integers, too: as a double they print without point or exponent, unless they are out of any range. */
function integerText(value: JsonValue): string {
  if (typeof value === 'string') return value;
  return isRawJson(value) ? value.rawJSON : String(value);
}

export function readDouble(value: JsonValue, place: string): number {
  if (typeof value === 'number') return value;
  if (isRawJson(value)) return Number(value.rawJSON);
  if (typeof value === 'string' && isDouble(value)) return Number(value);
  throw malformed(place, 'must be a number');
}

const isDouble = (text: string): boolean =>
  specialDoubles.has(text) || (text.trim() !== '' && Number.isFinite(Number(text)));

/** A number, or tolerated: its name. Unknown names are the enum's zero, as unknown numbers are to their readers. */
export function readEnum(value: JsonValue, place: string, names: readonly string[]): number {
  if (typeof value === 'string') return Math.max(0, names.indexOf(value));
  return Number(readInteger(value, place, ranges.int32));
}
