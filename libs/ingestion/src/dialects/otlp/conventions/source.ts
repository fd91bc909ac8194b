import { parseJson, type JsonValue } from '@debrief/kernel';
import { toText, type SpanReader } from './span-reader';

/** Where a field may stand: the name of an attribute, or a way to a value. A field is a list of them, and the first that is filled wins. */
export type Source = string | ((reader: SpanReader) => JsonValue | undefined);

/** Inside an attribute that is, or is JSON text of, an object. */
export const at =
  (attribute: string, ...path: string[]): Source =>
  (reader) =>
    reader.within(attribute, path);

/** A key that is sent flat (`metadata.user_id`) or inside an object (`metadata` = `{"user_id": …}`). */
export const flatOrAt =
  (attribute: string, key: string): Source =>
  (reader) =>
    reader.value(`${attribute}.${key}`) ?? reader.within(attribute, [key]);

export const onResource =
  (attribute: string): Source =>
  ({ span }) =>
    span.resource.attributes[attribute];

/** An attribute of the first span event of a name. */
export const onEvent =
  (event: string, attribute: string): Source =>
  (reader) =>
    reader.eventNamed(event)?.attributes[attribute];

/** Text that is itself JSON text of a string, as MLflow sends it: `"\"LLM\""`. */
export const unquoted =
  (attribute: string): Source =>
  (reader) => {
    const text = reader.text(attribute);
    return text?.startsWith('"') ? (readString(text) ?? text) : text;
  };

const readString = (text: string): string | undefined => {
  try {
    return toText(parseJson(text));
  } catch {
    return undefined;
  }
};

export const read = (reader: SpanReader, source: Source): JsonValue | undefined =>
  typeof source === 'string' ? reader.value(source) : source(reader);

export const firstValue = (reader: SpanReader, sources: readonly Source[]): JsonValue | undefined => {
  for (const source of sources) {
    const value = read(reader, source);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
};

/** Numbers count as text; lists and objects do not. */
export const firstText = (reader: SpanReader, sources: readonly Source[]): string | null => {
  for (const source of sources) {
    const text = toText(read(reader, source));
    if (text !== undefined) return text;
  }
  return null;
};
