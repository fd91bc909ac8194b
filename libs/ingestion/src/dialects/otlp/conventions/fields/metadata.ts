import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { toMetadataValue } from '../langfuse-metadata';
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

/** What the sender says of its run in words of its own; null where it says nothing. */
export const readMetadata = (reader: SpanReader): Readonly<Record<string, JsonValue>> | null => {
  if (!reader.isOn(topic)) return null;
  const found: JsonObject = Object.create(null) as JsonObject;
  for (const name of objects) {
    const object = reader.structure(name);
    if (isJsonObject(object)) for (const key of Object.keys(object)) found[key] ??= object[key] ?? null;
  }
  for (const name of reader.names()) {
    const prefix = anyPrefix.exec(name)?.[0];
    if (prefix !== undefined && name.length > prefix.length)
      found[name.slice(prefix.length)] ??= prefix.startsWith('langfuse.')
        ? toMetadataValue(reader.span, reader.value(name))
        : toJsonValue(reader.value(name));
  }
  return Object.keys(found).length === 0 ? null : found;
};

const anyObject = objects.map((name) => name.replaceAll('.', '\\.')).join('|');
const anyPrefix = new RegExp(`^(?:${anyObject})\\.`);
const topic = topicOf(new RegExp(`^(?:${anyObject})(?:\\.|$)`));
