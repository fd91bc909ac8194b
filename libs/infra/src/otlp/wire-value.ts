import type { JsonObject, JsonValue } from '@debrief/kernel';
import { maxValueLevels } from './encoded-message';
import { maxListItems, type SentAttributes } from './message-type';
import type { WireReader } from './wire-reader';

/** Field number and wire type in one, as they stand on the wire. */
const tags = { key: 10, value: 18, values: 10 };
const valueTags = { string: 10, bool: 16, int: 24, double: 33, array: 42, list: 50, bytes: 58 };

/** Reads the KeyValue at hand into the attributes. */
export function readAttribute(reader: WireReader, attributes: SentAttributes): void {
  attributes.count += 1;
  if (attributes.count <= maxListItems) readKeyValue(reader, attributes.values, 2);
  else reader.leave(reader.enter());
}

/**
 * Reads the AnyValue at hand as plain JSON. `level` is the one of an object or array that stands here.
 * Written out by hand: four of five fields of a span are in its attributes.
 */
export function readValue(reader: WireReader, level: number): JsonValue {
  const outer = reader.enter();
  let value: JsonValue = null;
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    if (tag === valueTags.string) value = reader.string();
    else if (tag === valueTags.int) value = reader.plainInteger();
    else if (tag === valueTags.bool) value = reader.bool();
    else if (tag === valueTags.double) value = plainDouble(reader.double());
    else if (tag === valueTags.bytes) value = reader.base64();
    else if (tag === valueTags.array) value = atLevel(reader, level, readArray);
    else if (tag === valueTags.list) value = atLevel(reader, level, readObject);
    else reader.skipField(tag);
  }
  reader.leave(outer);
  return value;
}

/** JSON has no NaN and no infinities: they are text, as in OTLP/JSON. */
export const plainDouble = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** A number if a double holds it, else its digits. */
export function plainInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function atLevel<T extends JsonValue>(
  reader: WireReader,
  level: number,
  read: (reader: WireReader, level: number) => T,
): JsonValue {
  if (level <= maxValueLevels) return read(reader, level);
  reader.defect ??= 'nested deeper than 64 levels';
  reader.leave(reader.enter());
  return null;
}

function readArray(reader: WireReader, level: number): JsonValue[] {
  const items: JsonValue[] = [];
  const outer = reader.enter();
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    if (tag === tags.values && reader.countValue()) items.push(readValue(reader, level + 1));
    else reader.skipField(tag);
  }
  reader.leave(outer);
  return items;
}

function readObject(reader: WireReader, level: number): JsonObject {
  const fields = Object.create(null) as JsonObject;
  const outer = reader.enter();
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    if (tag === tags.values && reader.countValue()) readKeyValue(reader, fields, level + 1);
    else reader.skipField(tag);
  }
  reader.leave(outer);
  return fields;
}

function readKeyValue(reader: WireReader, target: JsonObject, level: number): void {
  const outer = reader.enter();
  let key = '';
  let value: JsonValue = null;
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    if (tag === tags.key) key = reader.name();
    else if (tag === tags.value) value = readValue(reader, level);
    else reader.skipField(tag);
  }
  reader.leave(outer);
  target[key] = value;
}
