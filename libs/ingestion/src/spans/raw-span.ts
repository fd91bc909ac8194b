import { type JsonText, parseJson } from '@debrief/kernel';
import type {
  Attributes,
  OtlpResource,
  OtlpScope,
  OtlpSpan,
  OtlpSpanKind,
  SentFields,
} from '../dialects/otlp/otlp.types';

/** Where a span's resource and scope lie in `otel_source`. */
export interface SourceIds {
  readonly resource: string;
  readonly scope: string;
}

/** What `event.raw` holds; ids and parent are columns. Times in nanoseconds as decimal text. */
interface RawSpan {
  readonly name: string;
  readonly kind: OtlpSpanKind;
  readonly start: string;
  readonly end: string | null;
  readonly trace_state: string;
  readonly flags: number;
  readonly attributes: Attributes;
  readonly events: readonly {
    readonly name: string;
    readonly time: string;
    readonly attributes: Attributes;
    readonly dropped_attributes_count: number;
  }[];
  readonly links: readonly {
    readonly trace_id: string;
    readonly span_id: string;
    readonly trace_state: string;
    readonly flags: number;
    readonly attributes: Attributes;
    readonly dropped_attributes_count: number;
  }[];
  readonly status: OtlpSpan['status'];
  readonly dropped_attributes_count: number;
  readonly dropped_events_count: number;
  readonly dropped_links_count: number;
  /** What a repair replaced. */
  readonly sent?: { readonly name?: string; readonly parent?: string; readonly start?: string; readonly end?: string };
  readonly truncated?: OtlpSpan['truncated'];
  readonly resource: string;
  readonly scope: string;
}

/** The span as sent, as text to store; where base64 of media stood is the URL of its file, see `MediaLifter`. */
export const toRawSpan = (span: OtlpSpan, sources: SourceIds): JsonText =>
  JSON.stringify({
    name: span.name,
    kind: span.kind,
    start: String(span.startUnixNano),
    end: span.endUnixNano === null ? null : String(span.endUnixNano),
    trace_state: span.traceState,
    flags: span.flags,
    attributes: span.attributes,
    events: span.events.map((event) => ({
      name: event.name,
      time: String(event.timeUnixNano),
      attributes: event.attributes,
      dropped_attributes_count: event.droppedAttributesCount,
    })),
    links: span.links.map((link) => ({
      trace_id: link.traceId,
      span_id: link.spanId,
      trace_state: link.traceState,
      flags: link.flags,
      attributes: link.attributes,
      dropped_attributes_count: link.droppedAttributesCount,
    })),
    status: span.status,
    dropped_attributes_count: span.droppedAttributesCount,
    dropped_events_count: span.droppedEventsCount,
    dropped_links_count: span.droppedLinksCount,
    sent: span.sent && {
      name: span.sent.name,
      parent: span.sent.parentSpanId,
      start: span.sent.startUnixNano?.toString(),
      end: span.sent.endUnixNano?.toString(),
    },
    truncated: span.truncated,
    ...sources,
  } satisfies RawSpan);

/** The text of a span whose parent was taken from it: what was sent is kept. */
export const withSentParent = (raw: JsonText, parent: string): JsonText => {
  const { resource, scope, ...span } = parseJson(raw) as unknown as RawSpan;
  return JSON.stringify({ ...span, sent: { parent, ...span.sent }, resource, scope } satisfies RawSpan);
};

const sourceIds = /"resource":"([0-9a-f-]{36})","scope":"([0-9a-f-]{36})"\}$/;
const sourceIdsLength = 120;

/** The ids that end the text of a stored span: found without reading the rest. */
export const sourceIdsOf = (raw: JsonText): string[] => sourceIds.exec(raw.slice(-sourceIdsLength))?.slice(1) ?? [];

/** A stored span's columns that `raw` does not repeat. */
export interface StoredSpanRow {
  /** External id of its trace. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly raw: JsonText;
}

/** Resources and scopes by id, as `otel_source` has them. */
export interface Sources {
  readonly resources: ReadonlyMap<string, OtlpResource>;
  readonly scopes: ReadonlyMap<string, OtlpScope>;
}

const noResource: OtlpResource = { attributes: {}, schemaUrl: '' };
const noScope: OtlpScope = { name: '', version: '', attributes: {}, schemaUrl: '' };

/** The span that was stored, for rules that derive from it anew. A source that is gone reads as an empty one. */
export const toOtlpSpan = (row: StoredSpanRow, { resources, scopes }: Sources): OtlpSpan => {
  const raw = parseJson(row.raw) as unknown as RawSpan;
  return {
    traceId: row.traceId,
    spanId: row.spanId,
    parentSpanId: row.parentId,
    traceState: raw.trace_state,
    flags: raw.flags,
    name: raw.name,
    kind: raw.kind,
    startUnixNano: BigInt(raw.start),
    endUnixNano: raw.end === null ? null : BigInt(raw.end),
    attributes: raw.attributes,
    events: raw.events.map((event) => ({
      name: event.name,
      timeUnixNano: BigInt(event.time),
      attributes: event.attributes,
      droppedAttributesCount: event.dropped_attributes_count,
    })),
    links: raw.links.map((link) => ({
      traceId: link.trace_id,
      spanId: link.span_id,
      traceState: link.trace_state,
      flags: link.flags,
      attributes: link.attributes,
      droppedAttributesCount: link.dropped_attributes_count,
    })),
    status: raw.status,
    droppedAttributesCount: raw.dropped_attributes_count,
    droppedEventsCount: raw.dropped_events_count,
    droppedLinksCount: raw.dropped_links_count,
    ...(raw.sent && { sent: toSentFields(raw.sent) }),
    ...(raw.truncated && { truncated: raw.truncated }),
    resource: resources.get(raw.resource) ?? noResource,
    scope: scopes.get(raw.scope) ?? noScope,
  };
};

const toSentFields = ({ name, parent, start, end }: NonNullable<RawSpan['sent']>): SentFields => ({
  ...(name !== undefined && { name }),
  ...(parent !== undefined && { parentSpanId: parent }),
  ...(start !== undefined && { startUnixNano: BigInt(start) }),
  ...(end !== undefined && { endUnixNano: BigInt(end) }),
});
