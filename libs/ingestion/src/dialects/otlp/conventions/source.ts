import { parseJson, type JsonValue } from '@debrief/kernel';
import { toText, type SpanReader } from './span-reader';
import { anyEvent, everySpan, topicOf, type Topics } from './topics';

/** A way to a value. `reads` names all attributes without which it leads nowhere; where it is absent, the way is tried for every span. */
export interface Way {
  (reader: SpanReader): JsonValue | undefined;
  readonly reads?: readonly string[];
}

/** Where a field may stand: the name of an attribute, or a way to a value. A field is a list of them, and the first that is filled wins. */
export type Source = string | Way;

/** Sources with what they read, so that a span without any of it is not asked. A plain list is asked every time. */
export type Sources = readonly Source[] & { readonly topic?: Topics };

export const reading = <Rule extends (reader: SpanReader) => unknown>(
  reads: readonly string[],
  rule: Rule,
): Rule & { readonly reads: readonly string[] } => Object.assign(rule, { reads });

/** Declares a field. */
export const field = (sources: readonly Source[]): Sources => Object.assign([...sources], { topic: topicFor(sources) });

/** The topic of all that some sources read. */
export const topicFor = (sources: readonly (string | { readonly reads?: readonly string[] })[]): Topics => {
  const names = sources.flatMap((source) => (typeof source === 'string' ? source : (source.reads ?? null)));
  return names.includes(null) ? everySpan : topicOf(names.filter((name) => name !== null));
};

/** Inside an attribute that is, or is JSON text of, an object. */
export const at = (attribute: string, ...path: string[]): Source =>
  reading([attribute], (reader) => reader.within(attribute, path));

/** A key that is sent flat (`metadata.user_id`) or inside an object (`metadata` = `{"user_id": …}`). */
export const flatOrAt = (attribute: string, key: string): Source => {
  const flat = `${attribute}.${key}`;
  return reading([flat, attribute], (reader) => reader.value(flat) ?? reader.within(attribute, [key]));
};

export const onResource =
  (attribute: string): Source =>
  ({ span }) =>
    span.resource.attributes[attribute];

/** An attribute of the first span event of a name. */
export const onEvent = (event: string, attribute: string): Source =>
  reading([anyEvent], (reader) => reader.eventNamed(event)?.attributes[attribute]);

/** Text that is itself JSON text of a string, as MLflow sends it: `"\"LLM\""`. */
export const unquoted = (attribute: string): Source =>
  reading([attribute], (reader) => {
    const text = reader.text(attribute);
    return text?.startsWith('"') ? (readString(text) ?? text) : text;
  });

const readString = (text: string): string | undefined => {
  try {
    return toText(parseJson(text));
  } catch {
    return undefined;
  }
};

export const read = (reader: SpanReader, source: Source): JsonValue | undefined =>
  typeof source === 'string' ? reader.value(source) : source(reader);

export const firstValue = (reader: SpanReader, sources: Sources): JsonValue | undefined => {
  if (!reader.isOn(sources.topic)) return undefined;
  for (const source of sources) {
    const value = read(reader, source);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
};

/** Numbers count as text; lists and objects do not. */
export const firstText = (reader: SpanReader, sources: Sources): string | null => {
  if (!reader.isOn(sources.topic)) return null;
  for (const source of sources) {
    const text = toText(read(reader, source));
    if (text !== undefined) return text;
  }
  return null;
};
