import type { OtlpSpan } from '../../libs/ingestion/src/dialects/otlp/otlp.types';

/** A span that says nothing but what it is given: a minute-long root of 2026. */
export const otlpSpan = (given: Partial<OtlpSpan> = {}): OtlpSpan => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: '00f067aa0ba902b7',
  parentSpanId: null,
  traceState: '',
  flags: 1,
  name: 'step',
  kind: 1,
  startUnixNano: 1_780_000_000_000_000_000n,
  endUnixNano: 1_780_000_060_000_000_000n,
  attributes: {},
  events: [],
  links: [],
  status: { code: 0, message: '' },
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
  resource: { attributes: {}, schemaUrl: '' },
  scope: { name: '', version: '', attributes: {}, schemaUrl: '' },
  ...given,
});

/** A span event in the span's first second. */
export const otlpSpanEvent = (name: string, attributes: OtlpSpan['attributes'] = {}): OtlpSpan['events'][number] => ({
  name,
  timeUnixNano: 1_780_000_001_000_000_000n,
  attributes,
  droppedAttributesCount: 0,
});
