import type {
  EncodedMessage,
  FieldKind,
  MessageField,
  MessageType,
  SentAttributes,
  SentList,
  StreamedField,
  ValueDefect,
} from '@debrief/infra';
import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { ranges, readBoolean, readBytes, readDouble, readEnum, readId, readInteger, readString } from './json-scalars';
import { arrayOf, JsonValueReader } from './json-value';
import { malformed } from './malformed';

type Target = Record<string, unknown>;
type Scalar = Exclude<FieldKind, 'attributes' | 'value' | 'doubles' | 'fixed64s' | 'uint64s'>;

const readUint64 = (value: JsonValue, place: string): bigint => readInteger(value, place, ranges.uint64);
const readInt64 = (value: JsonValue, place: string): bigint => readInteger(value, place, ranges.int64);
const readInt32 = (value: JsonValue, place: string): number => Number(readInteger(value, place, ranges.int32));
const readUint32 = (value: JsonValue, place: string): number => Number(readInteger(value, place, ranges.uint32));

const scalars: Readonly<Record<Scalar, (value: JsonValue, place: string, names: readonly string[]) => unknown>> = {
  string: readString,
  id: readId,
  bytes: readBytes,
  bool: readBoolean,
  enum: readEnum,
  int32: readInt32,
  sint32: readInt32,
  uint32: readUint32,
  fixed32: readUint32,
  int64: readInt64,
  sfixed64: readInt64,
  fixed64: readUint64,
  double: readDouble,
};
const numbers = { doubles: readDouble, fixed64s: readUint64, uint64s: readUint64 };

/** An object of an OTLP/JSON body that is one message. `place` is where it stands, for complaints. */
export class JsonMessage implements EncodedMessage {
  defect: ValueDefect | null = null;

  constructor(
    private readonly object: JsonObject,
    private readonly place: string,
  ) {}

  read<T extends object>(type: MessageType<T>): T {
    const values = new JsonValueReader();
    const target = type.create();
    readFields(this.object, this.place, type, target, values);
    this.defect = values.defect;
    return target;
  }

  *each({ name, isSingle }: StreamedField): Iterable<JsonMessage> {
    const place = within(this.place, name);
    const value = this.object[name];
    if (isSingle) {
      if (value != null) yield new JsonMessage(objectOf(value, place), place);
      return;
    }
    const items = arrayOf(value, place);
    for (let index = 0; index < items.length; index += 1) {
      const where = `${place}[${index}]`;
      yield new JsonMessage(objectOf(items[index] as JsonValue, where), where);
    }
  }
}

const within = (place: string, name: string): string => (place === '' ? name : `${place}.${name}`);

function objectOf(value: JsonValue, place: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw malformed(place, 'must be an object');
}

/** An absent field and one that is null are the same. */
function readFields(
  object: JsonObject,
  place: string,
  type: MessageType<object>,
  target: object,
  values: JsonValueReader,
): void {
  for (const field of type.fields) {
    const value = object[field.name];
    if (value != null) readField(value, within(place, field.name), field, target as Target, values);
  }
}

function readField(
  value: JsonValue,
  place: string,
  field: MessageField,
  target: Target,
  values: JsonValueReader,
): void {
  const { name, kind } = field;
  switch (kind) {
    case 'attributes':
      return values.attributes(value, place, target[name] as SentAttributes);
    case 'value':
      target[name] = values.value(value, place, 1);
      return;
    case 'message':
      target[name] ??= field.type.create();
      return readFields(objectOf(value, place), place, field.type, target[name] as object, values);
    case 'messages':
      return readList(value, place, field, target, (item, where) => {
        const listed = field.type.create();
        readFields(objectOf(item, where), where, field.type, listed, values);
        return listed;
      });
    case 'doubles':
    case 'fixed64s':
    case 'uint64s':
      readList(value, place, field, target, numbers[kind]);
      if ((target[name] as SentList<unknown>).count > field.max) values.defect ??= 'more than 10,000 numbers in a list';
      return;
    default:
      target[name] = scalars[kind](value, place, field.names);
  }
}

function readList(
  value: JsonValue,
  place: string,
  { name, max }: MessageField,
  target: Target,
  read: (item: JsonValue, place: string) => unknown,
): void {
  const list = target[name] as SentList<unknown>;
  const items = arrayOf(value, place);
  list.count = items.length;
  const kept = Math.min(items.length, max);
  for (let index = 0; index < kept; index += 1) {
    list.items.push(read(items[index] as JsonValue, `${place}[${index}]`));
  }
}
