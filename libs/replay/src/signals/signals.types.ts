import type { JsonText } from '@debrief/kernel';

/** Microseconds since 1970, both bounds included. */
export interface Period {
  readonly from?: number;
  readonly to?: number;
}

export interface LogListQuery extends Period {
  readonly traceId?: string;
  readonly spanId?: string;
  /** Of the record, or of its trace. */
  readonly sessionId?: string;
  readonly severityMin?: number;
  readonly eventName?: string;
  /** A part of the body's text, in any case. */
  readonly q?: string;
}

/** A log record as it is listed. Times in microseconds since 1970. */
export interface LogRecord {
  readonly id: string;
  readonly timestamp: number;
  readonly observedTimestamp: number | null;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly sessionId: string | null;
  readonly severityNumber: number;
  readonly severityText: string | null;
  readonly eventName: string | null;
  readonly body: JsonText | null;
  readonly attributes: JsonText;
  readonly serviceName: string | null;
  readonly scopeName: string | null;
}

export interface PointListQuery extends Period {
  readonly metricName?: string;
  readonly serviceName?: string;
  /** Attributes that a point must have, by key, with the text of their values. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A data point as it is listed. Times in microseconds since 1970; numbers as the text of a numeric. */
export interface MetricPoint {
  readonly id: string;
  readonly metricName: string;
  readonly metricType: string;
  readonly unit: string;
  readonly description: string;
  readonly timestamp: number;
  readonly startTimestamp: number | null;
  readonly attributes: JsonText;
  readonly value: string | null;
  readonly count: string | null;
  readonly sum: string | null;
  readonly min: string | null;
  readonly max: string | null;
  readonly bucketCounts: JsonText | null;
  readonly explicitBounds: JsonText | null;
  readonly temporality: string;
  readonly isMonotonic: boolean;
  readonly serviceName: string | null;
  readonly exemplars: JsonText | null;
}

export const aggregations = ['sum', 'avg', 'min', 'max', 'count', 'last'] as const;
export type Aggregation = (typeof aggregations)[number];

export const bucketSizes = ['1m', '1h', '1d'] as const;
export type BucketSize = (typeof bucketSizes)[number];

export interface AggregateQuery extends PointListQuery {
  readonly metricName: string;
  readonly aggregation: Aggregation;
  readonly bucket: BucketSize;
  /** `service_name`, or the key of an attribute. */
  readonly groupBy?: string;
}

export interface AggregateRow {
  /** Its beginning, in microseconds since 1970. */
  readonly bucket: number;
  /** Null without `groupBy`, or where points do not have it. */
  readonly group: string | null;
  readonly value: string | null;
}
