import type { OtlpSpan } from '@debrief/ingestion';
import { toRfc3339 } from '@debrief/replay';

const toMicros = (nanos: bigint): number => Number(nanos / 1000n);

/** `raw_span` of otel.md C3: the span as it was sent, also where it was repaired to be stored. */
export const toRawSpanResponse = (span: OtlpSpan) => ({
  trace_id: span.traceId,
  span_id: span.spanId,
  parent_span_id: span.sent?.parentSpanId ?? span.parentSpanId,
  name: span.sent?.name ?? span.name,
  kind: span.kind,
  start_time_unix_nano: String(span.sent?.startUnixNano ?? span.startUnixNano),
  end_time_unix_nano: String(span.sent?.endUnixNano ?? span.endUnixNano ?? 0n),
  status: span.status,
  attributes: span.attributes,
  events: span.events.map((event) => ({
    name: event.name,
    timestamp: toRfc3339(toMicros(event.timeUnixNano)),
    attributes: event.attributes,
    dropped_attributes_count: event.droppedAttributesCount,
  })),
  links: span.links.map((link) => ({
    trace_id: link.traceId,
    span_id: link.spanId,
    trace_state: link.traceState,
    attributes: link.attributes,
    flags: link.flags,
    dropped_attributes_count: link.droppedAttributesCount,
  })),
  resource: { attributes: span.resource.attributes },
  scope: { name: span.scope.name, version: span.scope.version, attributes: span.scope.attributes },
  trace_state: span.traceState,
  flags: span.flags,
  dropped_attributes_count: span.droppedAttributesCount,
  dropped_events_count: span.droppedEventsCount,
  dropped_links_count: span.droppedLinksCount,
  ...(span.truncated && { truncated: span.truncated }),
});
