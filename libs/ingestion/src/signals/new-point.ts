import type { JsonText } from '@debrief/kernel';
import type { OtlpMetric } from '../dialects/otlp/otlp.types';
import type { SourceIds } from '../spans/raw-span';

/** A data point of a metric to store, masked. Numbers as text that Postgres reads as numeric. */
export interface NewPoint {
  readonly id: string;
  readonly digest: Buffer;
  /** Points with the same one follow each other. */
  readonly series: Buffer;
  readonly metric: OtlpMetric;
  /** Microseconds since 1970. */
  readonly occurredAt: number;
  /** Null: not told. */
  readonly begunAt: number | null;
  readonly attributes: JsonText;
  readonly value: string | null;
  readonly count: string | null;
  readonly sum: string | null;
  readonly min: string | null;
  readonly max: string | null;
  readonly bucketCounts: JsonText | null;
  readonly explicitBounds: JsonText | null;
  readonly exponential: JsonText | null;
  readonly quantiles: JsonText | null;
  readonly exemplars: JsonText | null;
  readonly serviceName: string | null;
  readonly sources: SourceIds;
  readonly flags: number;
}
