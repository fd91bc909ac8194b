import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import {
  maxListItems,
  maxValueLevels,
  maxValues,
  plainDouble,
  plainInteger,
  type SentAttributes,
  type ValueDefect,
} from '@debrief/infra';
import { ranges, readBoolean, readBytes, readDouble, readInteger, readString } from './json-scalars';
import { malformed } from './malformed';

type ReadValue = (value: JsonValue, place: string, level: number) => JsonValue;

/** The forms of AnyValue, in OTLP's order: the first that is there counts. */
const forms = [
  'stringValue',
  'boolValue',
  'intValue',
  'doubleValue',
  'arrayValue',
  'kvlistValue',
  'bytesValue',
] as const;

/** Reads values of OTLP/JSON as plain JSON. One reader a message: it counts the message's values. */
export class JsonValueReader {
  defect: ValueDefect | null = null;
  private valueCount = 0;

  private readonly read: Readonly<Record<(typeof forms)[number], ReadValue>> = {
    stringValue: readString,
    boolValue: readBoolean,
    intValue: (value, place) => plainInteger(readInteger(value, place, ranges.int64)),
    doubleValue: (value, place) => plainDouble(readDouble(value, place)),
    arrayValue: (value, place, level) => this.array(value, place, level),
    kvlistValue: (value, place, level) => this.object(value, place, level),
    bytesValue: (value, place) => readBytes(value, place).toString('base64'),
  };

  /** `level` is the one of an object or array that stands here. */
  value(value: JsonValue | undefined, place: string, level: number): JsonValue {
    if (value == null) return null;
    if (!isJsonObject(value)) throw malformed(place, 'must be an object');
    for (const form of forms) {
      const held = value[form];
      if (held != null) return this.read[form](held, `${place}.${form}`, level);
    }
    return null;
  }

  attributes(list: JsonValue, place: string, target: SentAttributes): void {
    const items = arrayOf(list, place);
    target.count += items.length;
    const kept = Math.min(items.length, maxListItems);
    for (let index = 0; index < kept; index += 1) {
      this.keyValue(items[index] as JsonValue, `${place}[${index}]`, target.values, 2);
    }
  }

  private array(value: JsonValue, place: string, level: number): JsonValue {
    if (this.isTooDeep(level)) return null;
    const items = valuesOf(value, place);
    return items
      .slice(0, this.allowed(items.length))
      .map((item, index) => this.value(item, `${place}.values[${index}]`, level + 1));
  }

  private object(value: JsonValue, place: string, level: number): JsonValue {
    if (this.isTooDeep(level)) return null;
    const fields = Object.create(null) as JsonObject;
    const items = valuesOf(value, place);
    const kept = this.allowed(items.length);
    for (let index = 0; index < kept; index += 1) {
      this.keyValue(items[index] as JsonValue, `${place}.values[${index}]`, fields, level + 1);
    }
    return fields;
  }

  private keyValue(item: JsonValue, place: string, target: JsonObject, level: number): void {
    if (!isJsonObject(item)) throw malformed(place, 'must be an object');
    const key = item['key'] == null ? '' : readString(item['key'], `${place}.key`);
    target[key] = this.value(item['value'], `${place}.value`, level);
  }

  private isTooDeep(level: number): boolean {
    if (level <= maxValueLevels) return false;
    this.defect ??= 'nested deeper than 64 levels';
    return true;
  }

  /** How many of so many values the message may still have. */
  private allowed(count: number): number {
    const kept = Math.min(count, maxValues - this.valueCount);
    if (kept < count) this.defect ??= 'larger than 1 MiB';
    this.valueCount += kept;
    return kept;
  }
}

/** An array, of which null is an empty one, as in all of protobuf's JSON. */
export function arrayOf(value: JsonValue | undefined, place: string): readonly JsonValue[] {
  if (value == null) return [];
  if (Array.isArray(value)) return value;
  throw malformed(place, 'must be an array');
}

function valuesOf(value: JsonValue, place: string): readonly JsonValue[] {
  if (!isJsonObject(value)) throw malformed(place, 'must be an object');
  return arrayOf(value['values'], `${place}.values`);
}
