import type { JsonObject, JsonValue } from '@debrief/kernel';

/** What a field holds in memory, by the kind that it has in OTLP. Ids are bytes: lower-case hex here. */
export interface FieldValues {
  string: string;
  id: string;
  bool: boolean;
  enum: number;
  int32: number;
  uint32: number;
  sint32: number;
  fixed32: number;
  int64: bigint;
  fixed64: bigint;
  sfixed64: bigint;
  double: number;
  bytes: Uint8Array;
  value: JsonValue;
  attributes: SentAttributes;
  doubles: SentList<number>;
  fixed64s: SentList<bigint>;
  uint64s: SentList<bigint>;
}
export type FieldKind = keyof FieldValues;

/** A repeated field, cut while it is read: what is beyond its limit is counted and never allocated. */
export interface SentList<Item> {
  readonly items: Item[];
  /** As sent. */
  count: number;
}

/** Key-value pairs as plain JSON in an object without prototype. Of a repeated key the last wins. */
export interface SentAttributes {
  readonly values: JsonObject;
  /** As sent; of more than `maxListItems` the rest is not in `values`. */
  count: number;
}

/** More attributes, events, buckets, … than this are cut off (otel.md A4). */
export const maxListItems = 10_000;

export const noItems = <Item>(): SentList<Item> => ({ items: [], count: 0 });
export const noAttributes = (): SentAttributes => ({ values: Object.create(null) as JsonObject, count: 0 });

export interface MessageField {
  readonly name: string;
  readonly number: number;
  readonly kind: FieldKind | 'message' | 'messages';
  /** Of a message, or of each of a list; empty for all else. */
  readonly type: MessageType<object>;
  /** Of a list: how many are kept. */
  readonly max: number;
  /** Of an enum: its names in OTLP, by number. */
  readonly names: readonly string[];
}

/** A message of OTLP: public wire facts, for both encodings. Fields that it leaves out are skipped. */
export interface MessageType<T extends object> {
  /** The message with nothing set. */
  readonly create: () => T;
  readonly fields: readonly MessageField[];
  readonly byNumber: readonly (MessageField | undefined)[];
}

type FieldSpec = Omit<MessageField, 'name'>;

/** Declares a message; the fields have the names that OTLP/JSON gives them. */
export function message<T extends object>(
  create: () => T,
  specs: { readonly [Name in keyof T & string]: FieldSpec },
): MessageType<T> {
  const fields = Object.entries<FieldSpec>(specs).map(([name, spec]) => ({ name, ...spec }));
  const byNumber: (MessageField | undefined)[] = [];
  for (const field of fields) byNumber[field.number] = field;
  return { create, fields, byNumber: Array.from(byNumber) };
}

const noMessage: MessageType<object> = { create: () => ({}), fields: [], byNumber: [] };
const plain = { type: noMessage, max: maxListItems, names: [] };
export const field = (number: number, kind: FieldKind): FieldSpec => ({ ...plain, number, kind });
export const enumeration = (number: number, names: readonly string[]): FieldSpec => ({
  ...plain,
  number,
  kind: 'enum',
  names,
});
export const nested = <T extends object>(number: number, type: MessageType<T>): FieldSpec => ({
  ...plain,
  number,
  kind: 'message',
  type: type as MessageType<object>,
});
export const list = <T extends object>(number: number, type: MessageType<T>, max = maxListItems): FieldSpec => ({
  ...nested(number, type),
  kind: 'messages',
  max,
});

/** A field that can be as long as the body: its messages are read one at a time and never held together. */
export interface StreamedField {
  readonly name: string;
  readonly number: number;
  /** It holds one message, which holds the many. */
  readonly isSingle?: true;
}
