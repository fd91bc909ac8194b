import type { TruncatedValue } from '../otlp.types';
import { cutToJsonBytes, jsonBytesOf } from './json-bytes';

/** Of an item's payload as JSON (otel.md A4). */
const maxPayloadBytes = 1024 * 1024;

/** JSON writes a UTF-16 unit in six bytes at most, and all else that stands for one value in fewer than 32. */
const bytesPerUnit = 6;
const bytesPerValue = 32;
const emptyText = 2;

/** A string within an item, and where to put a shorter one. */
interface Text {
  readonly key: string;
  readonly holder: Record<string, unknown>;
  readonly name: string;
  readonly value: string;
  readonly bytes: number;
}

/**
 * Cuts the longest strings of an item, at a code point and all to the same length, until its parts fit 1 MiB of JSON. Most items fit, which a
 * bound of their size shows. Changes the item in place: it belongs to the decoder. Null: it does not fit without any string either.
 */
export function fitItem<Item extends object>(
  item: Item,
  parts: readonly (keyof Item & string)[],
): readonly TruncatedValue[] | null {
  const payload = item as Record<string, unknown>;
  if (parts.reduce((sum, part) => sum + boundOf(payload[part]), 0) <= maxPayloadBytes) return [];
  const excess = parts.reduce((sum, part) => sum + jsonBytesOf(payload[part]), 0) - maxPayloadBytes;
  if (excess <= 0) return [];
  const texts = parts.flatMap((part) => textsAt(payload, part, part)).sort((one, other) => other.bytes - one.bytes);
  const length = lengthToFit(texts, excess);
  if (length === null) return null;
  const tooLong = texts.filter(({ bytes }) => bytes > length);
  for (const { holder, name, value } of tooLong) holder[name] = cutToJsonBytes(value, length);
  return tooLong.map(({ key, value }) => ({ key, bytes: Buffer.byteLength(value) }));
}

function boundOf(value: unknown): number {
  if (typeof value === 'string') return bytesPerValue + bytesPerUnit * value.length;
  if (typeof value !== 'object' || value === null) return bytesPerValue;
  let bound = bytesPerValue;
  for (const name of Object.keys(value)) {
    bound += bytesPerUnit * name.length + boundOf((value as Record<string, unknown>)[name]);
  }
  return bound;
}

function textsAt(holder: Record<string, unknown>, name: string, key: string): Text[] {
  const value = holder[name];
  if (typeof value === 'string') return [{ key, holder, name, value, bytes: jsonBytesOf(value) }];
  if (typeof value !== 'object' || value === null) return [];
  const inner = value as Record<string, unknown>;
  return Object.keys(value).flatMap((field) =>
    textsAt(inner, field, Array.isArray(value) ? `${key}[${field}]` : `${key}.${field}`),
  );
}

/** The greatest length, in bytes of JSON, that saves the excess when all longer texts are cut to it. Longest text first. */
function lengthToFit(texts: readonly Text[], excess: number): number | null {
  let together = 0;
  for (const [index, { bytes }] of texts.entries()) {
    together += bytes;
    const length = Math.floor((together - excess) / (index + 1));
    if (length >= (texts[index + 1]?.bytes ?? emptyText)) return length;
  }
  return null;
}
