import { DomainError } from '@debrief/kernel';
import type { EncodedMessage, ValueDefect } from './encoded-message';
import type { MessageType, StreamedField } from './message-type';
import { delimited, readFields } from './read-fields';
import { WireReader } from './wire-reader';

/** A stretch of a protobuf body that is one message. */
export class ProtobufMessage implements EncodedMessage {
  defect: ValueDefect | null = null;

  constructor(
    private readonly body: Buffer,
    private readonly start = 0,
    private readonly end = body.length,
  ) {}

  read<T extends object>(type: MessageType<T>): T {
    const reader = new WireReader(this.body, this.start, this.end);
    const target = type.create();
    orMalformed(() => readFields(reader, type, target));
    this.defect = reader.defect;
    return target;
  }

  *each({ number }: StreamedField): Iterable<ProtobufMessage> {
    const reader = new WireReader(this.body, this.start, this.end);
    const tag = (number << 3) | delimited;
    for (;;) {
      const end = orMalformed(() => nextEnd(reader, tag));
      if (end === null) return;
      yield new ProtobufMessage(this.body, reader.pos, end);
      reader.pos = end;
    }
  }
}

/** Goes on to the next message with this tag: the reader stands at its start, its end is returned. Null: there is none. */
function nextEnd(reader: WireReader, wanted: number): number | null {
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    if (tag !== wanted) reader.skipField(tag);
    else {
      const outer = reader.enter();
      const end = reader.len;
      reader.len = outer;
      return end;
    }
  }
  return null;
}

/** protobufjs throws plain errors for whatever does not decode. */
function orMalformed<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new DomainError('MALFORMED', 'not a valid protobuf message', { cause });
  }
}
