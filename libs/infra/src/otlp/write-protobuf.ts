import { Writer } from 'protobufjs/minimal';
import type { MessageField, MessageType, SentList } from './message-type';
import { delimited } from './read-fields';

type Write = (writer: Writer, value: unknown, field: MessageField) => void;

/** Only kinds that answers are made of; the product sends no exports. */
const writes: Partial<Record<MessageField['kind'], Write>> = {
  int32: (writer, value, { number }) => writer.uint32(number << 3).int32(value as number),
  int64: (writer, value, { number }) => writer.uint32(number << 3).int64(String(value as bigint)),
  string: (writer, value, { number }) => begin(writer, number).string(value as string),
  bytes: (writer, value, { number }) => begin(writer, number).bytes(value as Uint8Array),
  message: writeNested,
  messages: (writer, value, field) => {
    for (const item of (value as SentList<object>).items) writeNested(writer, item, field);
  },
};

/** A message as protobuf; fields that have their default are left out, as proto3 has it. */
export function writeProtobuf<T extends object>(type: MessageType<T>, value: T): Buffer {
  const writer = Writer.create();
  writeFields(writer, type, value);
  return Buffer.from(writer.finish());
}

function writeFields(writer: Writer, type: MessageType<object>, message: object): void {
  for (const field of type.fields) {
    const value = (message as Record<string, unknown>)[field.name];
    if (value === '' || value === 0 || value === 0n) continue;
    const write = writes[field.kind];
    if (write === undefined) throw new TypeError(`${field.name} is of a kind that is only read`);
    write(writer, value, field);
  }
}

function writeNested(writer: Writer, value: unknown, { number, type }: MessageField): void {
  begin(writer, number).fork();
  writeFields(writer, type, value as object);
  writer.ldelim();
}

const begin = (writer: Writer, number: number): Writer => writer.uint32((number << 3) | delimited);
