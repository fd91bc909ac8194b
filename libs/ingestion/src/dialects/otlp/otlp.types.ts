import type { JsonObject, JsonValue } from '@debrief/kernel';

/**
 * Attributes as plain JSON in an object without prototype: 64-bit integers beyond ±(2^53−1) as decimal strings, bytes as base64, NaN and
 * infinities as strings, key-value lists as objects. Of a repeated key the last wins.
 */
export type Attributes = JsonObject;

export interface OtlpResource {
  readonly attributes: Attributes;
  readonly schemaUrl: string;
}

export interface OtlpScope {
  readonly name: string;
  readonly version: string;
  readonly attributes: Attributes;
  readonly schemaUrl: string;
}

export interface OtlpSpanEvent {
  readonly name: string;
  readonly timeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

export interface OtlpLink {
  /** Lower-case hex. */
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

/** OTLP's numbers: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
export type OtlpSpanKind = 0 | 1 | 2 | 3 | 4 | 5;

/** A span as it was sent, whatever the encoding, repaired where the contract repairs (otel.md A4): its ids are good. */
export interface OtlpSpan {
  /** 32 hex digits, lower case. */
  readonly traceId: string;
  /** 16 hex digits, lower case. */
  readonly spanId: string;
  /** Null: a root, or one whose parent id was unusable. */
  readonly parentSpanId: string | null;
  readonly traceState: string;
  readonly flags: number;
  /** Never empty. */
  readonly name: string;
  readonly kind: OtlpSpanKind;
  readonly startUnixNano: bigint;
  /** Null: the span has not ended yet. Never before the start. */
  readonly endUnixNano: bigint | null;
  readonly attributes: Attributes;
  readonly events: readonly OtlpSpanEvent[];
  readonly links: readonly OtlpLink[];
  /** 0 unset, 1 ok, 2 error. */
  readonly status: { readonly code: 0 | 1 | 2; readonly message: string };
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
  /** Shared by the spans that came under it. */
  readonly resource: OtlpResource;
  readonly scope: OtlpScope;
}

export interface OtlpLogRecord {
  readonly timeUnixNano: bigint;
  readonly observedTimeUnixNano: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: JsonValue;
  readonly eventName: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly flags: number;
  /** Null where the record names none. */
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly resource: OtlpResource;
  readonly scope: OtlpScope;
}

/** An item of an export that is not stored, or was repaired or cut. */
export interface OtlpProblem {
  /** A few words that are the same for all items of the kind: they are counted together. */
  readonly reason: string;
  /** The first id by which the sender knows the item; empty when it has none. */
  readonly id: string;
}

/** What an export of one signal holds. `rejected` items are not among `items`; items of `warnings` are. */
export interface OtlpExport<Item> {
  readonly items: readonly Item[];
  readonly rejected: readonly OtlpProblem[];
  readonly warnings: readonly OtlpProblem[];
}
