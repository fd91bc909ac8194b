import {
  enumeration,
  field,
  list,
  message,
  nested,
  noAttributes,
  noItems,
  type SentAttributes,
  type SentList,
} from './message-type';

export interface SentSpanEvent {
  timeUnixNano: bigint;
  name: string;
  attributes: SentAttributes;
  droppedAttributesCount: number;
}

export interface SentLink {
  traceId: string;
  spanId: string;
  traceState: string;
  attributes: SentAttributes;
  droppedAttributesCount: number;
  flags: number;
}

export interface SentStatus {
  message: string;
  code: number;
}

/** A span as it stands in an export: nothing is checked or repaired yet. */
export interface SentSpan {
  traceId: string;
  spanId: string;
  traceState: string;
  parentSpanId: string;
  name: string;
  kind: number;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  attributes: SentAttributes;
  droppedAttributesCount: number;
  events: SentList<SentSpanEvent>;
  droppedEventsCount: number;
  links: SentList<SentLink>;
  droppedLinksCount: number;
  status: SentStatus;
  flags: number;
}

const maxLinks = 1024;
const kinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (name) => `SPAN_KIND_${name}`,
);
const codes = ['UNSET', 'OK', 'ERROR'].map((name) => `STATUS_CODE_${name}`);

const createEvent = (): SentSpanEvent => ({
  timeUnixNano: 0n,
  name: '',
  attributes: noAttributes(),
  droppedAttributesCount: 0,
});
const createLink = (): SentLink => ({
  traceId: '',
  spanId: '',
  traceState: '',
  attributes: noAttributes(),
  droppedAttributesCount: 0,
  flags: 0,
});
const createStatus = (): SentStatus => ({ message: '', code: 0 });
const createSpan = (): SentSpan => ({
  traceId: '',
  spanId: '',
  traceState: '',
  parentSpanId: '',
  name: '',
  kind: 0,
  startTimeUnixNano: 0n,
  endTimeUnixNano: 0n,
  attributes: noAttributes(),
  droppedAttributesCount: 0,
  events: noItems(),
  droppedEventsCount: 0,
  links: noItems(),
  droppedLinksCount: 0,
  status: createStatus(),
  flags: 0,
});

const eventMessage = message(createEvent, {
  timeUnixNano: field(1, 'fixed64'),
  name: field(2, 'string'),
  attributes: field(3, 'attributes'),
  droppedAttributesCount: field(4, 'uint32'),
});
const linkMessage = message(createLink, {
  traceId: field(1, 'id'),
  spanId: field(2, 'id'),
  traceState: field(3, 'string'),
  attributes: field(4, 'attributes'),
  droppedAttributesCount: field(5, 'uint32'),
  flags: field(6, 'fixed32'),
});
const statusMessage = message(createStatus, { message: field(2, 'string'), code: enumeration(3, codes) });

export const spanMessage = message(createSpan, {
  traceId: field(1, 'id'),
  spanId: field(2, 'id'),
  traceState: field(3, 'string'),
  parentSpanId: field(4, 'id'),
  name: field(5, 'string'),
  kind: enumeration(6, kinds),
  startTimeUnixNano: field(7, 'fixed64'),
  endTimeUnixNano: field(8, 'fixed64'),
  attributes: field(9, 'attributes'),
  droppedAttributesCount: field(10, 'uint32'),
  events: list(11, eventMessage),
  droppedEventsCount: field(12, 'uint32'),
  links: list(13, linkMessage, maxLinks),
  droppedLinksCount: field(14, 'uint32'),
  status: nested(15, statusMessage),
  flags: field(16, 'fixed32'),
});

/** Where the items of a trace export stand: its resources, their scopes, their spans. */
export const traceExport = {
  resources: { name: 'resourceSpans', number: 1 },
  scopes: { name: 'scopeSpans', number: 2 },
  items: { name: 'spans', number: 2 },
  item: spanMessage,
} as const;
