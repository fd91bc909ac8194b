import type { JsonObject, JsonValue } from '@debrief/kernel';
import type { FoundMedia } from './media/media-lifter';

export type OtlpEncoding = 'protobuf' | 'json';
export type OtlpSignal = 'traces' | 'logs' | 'metrics';

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

/**
 * What a repair replaced, as it was sent. A resend is told from a conflict by these: the repaired start of a span without one is the
 * time of arrival.
 */
export interface SentFields {
  readonly name?: string;
  /** Lower-case hex of any length; text that is no hex as it was. */
  readonly parentSpanId?: string;
  readonly startUnixNano?: bigint;
  readonly endUnixNano?: bigint;
}

/** A string that was cut so that its span fits. */
export interface TruncatedValue {
  /** Where it stood: `attributes.input.value`, `events[0].attributes.body`. */
  readonly key: string;
  /** Its length before the cut, as UTF-8. */
  readonly bytes: number;
}

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
  /** Absent: nothing was repaired. */
  readonly sent?: SentFields;
  /** Absent: nothing was cut. */
  readonly truncated?: readonly TruncatedValue[];
  /** The sha256 of what stands in it as the URL of a file, see `MediaLifter`. Absent: nothing. */
  readonly media?: readonly string[];
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
  /** Null where the record names none, or none that can be. */
  readonly traceId: string | null;
  readonly spanId: string | null;
  /** Absent: nothing was cut. */
  readonly truncated?: readonly TruncatedValue[];
  /** As of a span. */
  readonly media?: readonly string[];
  readonly resource: OtlpResource;
  readonly scope: OtlpScope;
}

export const metricTypes = ['gauge', 'sum', 'histogram', 'exponential_histogram', 'summary'] as const;

/** What the points of a metric share. */
export interface OtlpMetric {
  readonly name: string;
  readonly type: (typeof metricTypes)[number];
  readonly description: string;
  readonly unit: string;
  readonly temporality: 'unspecified' | 'delta' | 'cumulative';
  readonly isMonotonic: boolean;
}

/** A double, or `NaN` and infinities as text; an integer that no double holds as its digits. */
export type MetricNumber = number | string;

export interface OtlpBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly bigint[];
}

export interface OtlpExemplar {
  readonly timeUnixNano: bigint;
  readonly value: MetricNumber | null;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly attributes: Attributes;
}

/** A point of a metric of any kind; null or empty is what its kind does not have. */
export interface OtlpDataPoint {
  readonly metric: OtlpMetric;
  /** Zero: not told. */
  readonly startUnixNano: bigint;
  readonly timeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly flags: number;
  readonly value: MetricNumber | null;
  readonly count: bigint | null;
  readonly sum: MetricNumber | null;
  readonly min: MetricNumber | null;
  readonly max: MetricNumber | null;
  readonly bucketCounts: readonly bigint[];
  readonly explicitBounds: readonly MetricNumber[];
  readonly exponential: {
    readonly scale: number;
    readonly zeroCount: bigint;
    readonly zeroThreshold: MetricNumber;
    readonly positive: OtlpBuckets;
    readonly negative: OtlpBuckets;
  } | null;
  readonly quantiles: readonly { readonly quantile: MetricNumber; readonly value: MetricNumber }[];
  readonly exemplars: readonly OtlpExemplar[];
  readonly resource: OtlpResource;
  readonly scope: OtlpScope;
}

/** How many items of an export share a defect. Counted while reading: a body of 16 MiB can hold millions of bad items. */
export interface OtlpTally {
  /** A few words, the same for all items of the kind. */
  readonly reason: string;
  /** By which the sender knows the first of them; empty when it has none. */
  readonly firstId: string;
  readonly count: number;
}

/** What an export of one signal holds. Rejected items are not among `items`; those that a warning counts are. One tally a reason. */
export interface OtlpExport<Item> {
  readonly items: readonly Item[];
  readonly rejected: readonly OtlpTally[];
  readonly warnings: readonly OtlpTally[];
  /** What was taken out of the items, to be stored before them. Absent: nothing. */
  readonly media?: readonly FoundMedia[];
}

/**
 * The spans of a trace export, each decoded when it is asked for: those of a large body never stand in memory together. To be read once;
 * rejected ones, warnings and media are known when the spans are read.
 */
export interface SpanExport extends Omit<OtlpExport<OtlpSpan>, 'items'> {
  readonly items: Iterable<OtlpSpan>;
}

/** What became of an export: of the decoder, or of the store, which refuses some more. */
export type ExportOutcome = Pick<OtlpExport<unknown>, 'rejected' | 'warnings'>;
