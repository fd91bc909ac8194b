import type { JsonValue } from '@debrief/kernel';
import { canonicalJson } from '../dialects/native/canonical-json';
import { contentHash } from '../dialects/native/content-hash';
import type { OtlpSpan } from '../dialects/otlp/otlp.types';

/**
 * Tells a resend from a conflict (otel.md A5): the span's own fields as received, attributes as a set. Resource and scope are left out,
 * since Collectors enrich them.
 */
export const hashSpan = (secret: string, span: OtlpSpan): Buffer => {
  const { sent } = span;
  return contentHash(
    secret,
    canonicalJson([
      sent?.parentSpanId ?? span.parentSpanId,
      span.traceState,
      span.flags,
      sent?.name ?? span.name,
      span.kind,
      String(sent?.startUnixNano ?? span.startUnixNano),
      String(sent?.endUnixNano ?? span.endUnixNano),
      span.attributes,
      span.events.map((event) => [
        event.name,
        String(event.timeUnixNano),
        event.attributes,
        event.droppedAttributesCount,
      ]),
      span.links.map((link) => [
        link.traceId,
        link.spanId,
        link.traceState,
        link.flags,
        link.attributes,
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
