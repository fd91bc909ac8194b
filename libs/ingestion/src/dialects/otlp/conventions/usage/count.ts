import type { JsonValue } from '@debrief/kernel';
import { isJsonObject } from '@debrief/kernel';
import { follow, type SpanReader } from '../span-reader';
import { read, type Sources } from '../source';

/** A whole, non-negative number, or decimal digits of one; undefined for everything else. */
export const toCount = (value: JsonValue | undefined): number | undefined => {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
};

/** The first source with a count. */
export const firstCount = (reader: SpanReader, sources: Sources): number | undefined => {
  if (!reader.isOn(sources.topic)) return undefined;
  for (const source of sources) {
    const count = toCount(read(reader, source));
    if (count !== undefined) return count;
  }
  return undefined;
};

/** The first of some paths that leads to a count. */
export const countIn = (value: JsonValue | undefined, ...paths: readonly string[]): number | undefined => {
  if (!isJsonObject(value)) return undefined;
  for (const path of paths) {
    const count = toCount(follow(value, path.split('.')));
    if (count !== undefined) return count;
  }
  return undefined;
};
