import type { MessageType, StreamedField } from './message-type';

/** Levels of objects and arrays within a message's values; its attributes are the first. */
export const maxValueLevels = 64;

/** Any value takes two bytes of JSON at least, so more of them cannot fit the 1 MiB of an item. */
export const maxValues = 512 * 1024;

export type ValueDefect = 'nested deeper than 64 levels' | 'larger than 1 MiB' | 'more than 10,000 numbers in a list';

/**
 * A message in one of OTLP's encodings that is read in parts, so that a body never stands in memory as objects at once.
 * Whatever does not decode throws MALFORMED.
 */
export interface EncodedMessage {
  /** Its own fields; unknown ones and streamed ones are skipped. */
  read<T extends object>(type: MessageType<T>): T;
  /** What was wrong with the values that the last `read` met: those beyond the limit read as null. */
  readonly defect: ValueDefect | null;
  /** The messages of a streamed field, in the order sent. */
  each(field: StreamedField): Iterable<EncodedMessage>;
}
