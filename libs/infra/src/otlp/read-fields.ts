import type { MessageField, MessageType, SentAttributes, SentList } from './message-type';
import type { WireReader } from './wire-reader';
import { readAttribute, readValue } from './wire-value';

type Target = Record<string, unknown>;
type Read = (reader: WireReader) => unknown;
type ReadField = (reader: WireReader, field: MessageField, target: Target) => void;

const varint = 0;
const fixed64 = 1;
const fixed32 = 5;
/** The wire type of all that has a length: text, bytes, messages, packed numbers. */
export const delimited = 2;

/** How a field of a kind is read, by the wire type it comes in. In any other it counts as unknown. */
const forms: Readonly<Record<MessageField['kind'], Readonly<Record<number, ReadField>>>> = {
  string: { [delimited]: set((reader) => reader.string()) },
  id: { [delimited]: set((reader) => reader.hex()) },
  bytes: { [delimited]: set((reader) => reader.bytes()) },
  value: { [delimited]: set((reader) => readValue(reader, 1)) },
  bool: { [varint]: set((reader) => reader.bool()) },
  enum: { [varint]: set((reader) => reader.int32()) },
  int32: { [varint]: set((reader) => reader.int32()) },
  uint32: { [varint]: set((reader) => reader.uint32()) },
  sint32: { [varint]: set((reader) => reader.sint32()) },
  int64: { [varint]: set((reader) => reader.signedVarint64()) },
  fixed32: { [fixed32]: set((reader) => reader.fixed32()) },
  fixed64: { [fixed64]: set((reader) => reader.unsignedFixed64()) },
  sfixed64: { [fixed64]: set((reader) => reader.signedFixed64()) },
  double: { [fixed64]: set((reader) => reader.double()) },
  doubles: numbers(fixed64, (reader) => reader.double()),
  fixed64s: numbers(fixed64, (reader) => reader.unsignedFixed64()),
  uint64s: numbers(varint, (reader) => reader.unsignedVarint64()),
  attributes: { [delimited]: (reader, { name }, target) => readAttribute(reader, target[name] as SentAttributes) },
  message: { [delimited]: readNested },
  messages: { [delimited]: readListed },
};

/** Reads the message at hand into `target`, up to the reader's end. */
export function readFields(reader: WireReader, type: MessageType<object>, target: object): void {
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    const field = type.byNumber[tag >>> 3];
    const read = field && forms[field.kind][tag & 7];
    if (field && read) read(reader, field, target as Target);
    else reader.skipField(tag);
  }
}

function set(read: Read): ReadField {
  return (reader, { name }, target) => {
    target[name] = read(reader);
  };
}

/** Repeated numbers come packed into one field, or as a field each. */
function numbers(wireType: number, read: Read): Readonly<Record<number, ReadField>> {
  const add: ReadField = (reader, { name, max }, target) => {
    const list = target[name] as SentList<unknown>;
    list.count += 1;
    const number = read(reader);
    if (list.count <= max) list.items.push(number);
    else reader.defect ??= 'more than 10,000 numbers in a list';
  };
  return { [wireType]: add, [delimited]: (reader, field, target) => inside(reader, () => add(reader, field, target)) };
}

/** A message that is sent in parts is one message. */
function readNested(reader: WireReader, { name, type }: MessageField, target: Target): void {
  const outer = reader.enter();
  target[name] ??= type.create();
  readFields(reader, type, target[name] as object);
  reader.leave(outer);
}

function readListed(reader: WireReader, { name, type, max }: MessageField, target: Target): void {
  const list = target[name] as SentList<object>;
  const outer = reader.enter();
  list.count += 1;
  if (list.count <= max) {
    const item = type.create();
    readFields(reader, type, item);
    list.items.push(item);
  }
  reader.leave(outer);
}

function inside(reader: WireReader, read: () => void): void {
  const outer = reader.enter();
  while (reader.pos < reader.len) read();
  reader.leave(outer);
}
