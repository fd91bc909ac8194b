import { isJsonObject, type JsonObject } from '@debrief/kernel';
import { toMetadataValue } from '../langfuse-metadata';
import type { NormalSpan } from '../normal-span';
import { toJsonValue, type SpanReader } from '../span-reader';
import { topicOf } from '../topics';

/** Attributes that are an object of metadata, flat (`<name>.<key>`) or as JSON. The first that has a key gives its value. */
const objects = [
  'langfuse.trace.metadata',
  'langfuse.observation.metadata',
  'metadata',
  'langsmith.metadata',
  'ai.telemetry.metadata',
  'ai.settings.context',
  'traceloop.association.properties',
] as const;

/** What Langfuse's SDKs keep apart from the trace's. */
const ofObservation = 'langfuse.observation.metadata';

/** Objects by the names of their attributes, and what those of their keys begin with where they are sent flat. */
const objectsNamed = (names: readonly string[]) => {
  const any = names.map((name) => name.replaceAll('.', '\\.')).join('|');
  return { names, prefix: new RegExp(`^(?:${any})\\.`), some: new RegExp(`^(?:${any})(?:\\.|$)`) };
};
const all = objectsNamed(objects);
const shared = objectsNamed(objects.filter((name) => name !== ofObservation));
const topic = topicOf(all.some);
const topicOfObservation = topicOf(objectsNamed([ofObservation]).some);

/** What the sender says in words of its own, null where it says nothing; and of that, what is not of the observation alone. */
export const readMetadata = (reader: SpanReader): Pick<NormalSpan, 'metadata' | 'sharedMetadata'> => {
  const metadata = reader.isOn(topic) ? read(reader, all) : null;
  return { metadata, sharedMetadata: reader.isOn(topicOfObservation) ? read(reader, shared) : metadata };
};

const read = (reader: SpanReader, { names, prefix }: ReturnType<typeof objectsNamed>): NormalSpan['metadata'] => {
  const found: JsonObject = Object.create(null) as JsonObject;
  for (const name of names) {
    const object = reader.structure(name);
    if (isJsonObject(object)) for (const key of Object.keys(object)) found[key] ??= object[key] ?? null;
  }
  for (const name of reader.names()) {
    const start = prefix.exec(name)?.[0];
    if (start !== undefined && name.length > start.length)
      found[name.slice(start.length)] ??= start.startsWith('langfuse.')
        ? toMetadataValue(reader.span, reader.value(name))
        : toJsonValue(reader.value(name));
  }
  return Object.keys(found).length === 0 ? null : found;
};
