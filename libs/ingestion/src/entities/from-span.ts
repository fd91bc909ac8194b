import type { JsonObject, JsonValue } from '@debrief/kernel';
import { isJsonObject } from '@debrief/kernel';
import { readStructure } from '../dialects/otlp/conventions/span-reader';
import { formatUnixNano } from '../dialects/otlp/format-unix-nano';
import type { OtlpSpan } from '../dialects/otlp/otlp.types';
import type { SourceIds } from '../spans/raw-span';
import { attributeOf, eventTypeAttribute, promptAttributes } from './span-attributes';

const fieldOf = new Map<string, string>([
  ...Object.entries(attributeOf).map(([field, attribute]) => [attribute, field] as const),
  [eventTypeAttribute, 'eventType'],
  [promptAttributes.name, 'promptName'],
  [promptAttributes.version, 'promptVersion'],
]);
const metadataPrefix = `${attributeOf.metadata}.`;

/**
 * What a span says, as the body of an event about its observation: then spans that share an id are folded as observations are (platform.md
 * C2). What Langfuse's vocabulary has a name for is under the name of its field; everything else is kept under `span`.
 */
export const fromSpan = (span: OtlpSpan, sources: SourceIds): JsonObject => {
  const body: JsonObject = {};
  const attributes: JsonObject = {};
  const metadata: JsonObject = {};
  for (const [key, value] of Object.entries(span.attributes)) {
    const field = fieldOf.get(key);
    if (key.startsWith(metadataPrefix)) metadata[key.slice(metadataPrefix.length)] = toJson(value);
    else if (field !== undefined) body[field] = toJson(value);
    else attributes[key] = value;
  }
  if (Object.keys(metadata).length > 0)
    body['metadata'] = { ...(isJsonObject(body['metadata']) ? body['metadata'] : {}), ...metadata };
  return {
    ...body,
    traceId: span.traceId,
    ...(span.parentSpanId !== null && { parentObservationId: span.parentSpanId }),
    ...(span.sent?.name !== '' && { name: span.name }),
    startTime: formatUnixNano(span.startUnixNano),
    ...(span.endUnixNano !== null && { endTime: formatUnixNano(span.endUnixNano) }),
    span: {
      ...{ kind: span.kind, traceState: span.traceState, flags: span.flags, attributes, status: { ...span.status } },
      start: String(span.startUnixNano),
      ...(span.endUnixNano !== null && { end: String(span.endUnixNano) }),
      events: span.events.map(({ timeUnixNano, ...event }) => ({ ...event, time: String(timeUnixNano) })),
      links: span.links.map((link) => ({ ...link })),
      ...{
        droppedAttributesCount: span.droppedAttributesCount,
        droppedEventsCount: span.droppedEventsCount,
        droppedLinksCount: span.droppedLinksCount,
      },
      resource: sources.resource,
      scope: sources.scope,
    },
  };
};

/** Langfuse's SDKs send objects as JSON text. */
const toJson = (value: JsonValue): JsonValue => (typeof value === 'string' ? (readStructure(value) ?? value) : value);
