import type { OtlpSpan } from '../../libs/ingestion/src/dialects/otlp/otlp.types';

/** A decoded span, whole and plain but for the fields given. */
export const makeOtlpSpan = (fields: Partial<OtlpSpan> = {}): OtlpSpan => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: '00f067aa0ba902b7',
  parentSpanId: null,
  traceState: '',
  flags: 1,
  name: 'chat gpt-4o',
  kind: 3,
  startUnixNano: 1764112345123456789n,
  endUnixNano: 1764112346123456789n,
  attributes: {},
  events: [],
  links: [],
  status: { code: 0, message: '' },
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
  resource: { attributes: { 'service.name': 'shop' }, schemaUrl: '' },
  scope: { name: 'tracer', version: '1.2.3', attributes: {}, schemaUrl: '' },
  ...fields,
});
