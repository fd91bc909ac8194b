import type { JsonValue } from '@debrief/kernel';
import { canonicalJson } from '../dialects/native/canonical-json';
import { contentHash } from '../dialects/native/content-hash';
import type { Attributes, OtlpSpan } from '../dialects/otlp/otlp.types';

/**
 * Tells a resend from a conflict (otel.md A5): the span's own fields as received, attributes as a set. Resource and scope are left out,
 * since Collectors enrich them. Media counts by the hash of its bytes, which stands in its place: other bytes, other content.
 */
export const hashSpan = (secret: string, span: OtlpSpan): Buffer => {
  const { sent } = span;
  return contentHash(
    secret,
    JSON.stringify([
      sent?.parentSpanId ?? span.parentSpanId,
      span.traceState,
      span.flags,
      sent?.name ?? span.name,
      span.kind,
      String(sent?.startUnixNano ?? span.startUnixNano),
      String(sent?.endUnixNano ?? span.endUnixNano),
      asSet(span.attributes),
      span.events.map((event) => [
        event.name,
        String(event.timeUnixNano),
        asSet(event.attributes),
        event.droppedAttributesCount,
      ]),
      span.links.map((link) => [
        link.traceId,
        link.spanId,
        link.traceState,
        link.flags,
        asSet(link.attributes),
        link.droppedAttributesCount,
      ]),
      span.status.code,
      span.status.message,
      span.droppedAttributesCount,
      span.droppedEventsCount,
      span.droppedLinksCount,
    ] satisfies JsonValue[]),
  );
};

/** Keys and values in the order of the keys. A list of them costs a third of an object. */
const asSet = (attributes: Attributes): JsonValue[] => {
  const set: JsonValue[] = [];
  for (const key of Object.keys(attributes).sort()) {
    const value = attributes[key] as JsonValue;
    set.push(key, typeof value === 'object' ? [canonicalJson(value)] : value);
  }
  return set;
};
