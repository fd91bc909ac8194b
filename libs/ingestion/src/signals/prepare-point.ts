import { type JsonText, newId, toColumnText } from '@debrief/kernel';
import { canonicalJson } from '../dialects/native/canonical-json';
import { contentHash } from '../dialects/native/content-hash';
import type { MetricNumber, OtlpDataPoint, OtlpMetric } from '../dialects/otlp/otlp.types';
import type { Masker } from '../masking/masker';
import type { SourceIds } from '../spans/raw-span';
import type { NewPoint } from './new-point';
import { serviceNameOf } from './service-name';

export interface PointContext {
  /** Keys the digests. */
  readonly hashSecret: string;
  readonly masker: Masker;
  readonly sourcesOf: (point: OtlpDataPoint) => SourceIds;
}

/**
 * Makes a data point to store of one that was sent. It is known by resource, scope, name, attributes, start and time (otel.md B6); the
 * value is not among them. Changes attributes in place.
 */
export const preparePoint = (sent: OtlpDataPoint, { hashSecret, masker, sourcesOf }: PointContext): NewPoint => {
  const sources = sourcesOf(sent);
  const { name } = sent.metric;
  const series = contentHash(hashSecret, canonicalJson([sources.resource, sources.scope, name, sent.attributes]));
  const [start, time] = [String(sent.startUnixNano), String(sent.timeUnixNano)];
  masker.maskValue(sent.attributes);
  for (const { attributes } of sent.exemplars) masker.maskValue(attributes);
  return {
    id: newId(),
    digest: contentHash(hashSecret, canonicalJson([series.toString('hex'), start, time])),
    series,
    metric: maskMetric(sent.metric, masker),
    occurredAt: Number(sent.timeUnixNano / 1_000n),
    begunAt: sent.startUnixNano === 0n ? null : Number(sent.startUnixNano / 1_000n),
    attributes: JSON.stringify(sent.attributes),
    ...measured(sent),
    serviceName: serviceNameOf(sent.resource),
    sources,
    flags: sent.flags,
  };
};

const maskMetric = (metric: OtlpMetric, masker: Masker): OtlpMetric => {
  const text = (value: string): string => (value === '' ? value : toColumnText(masker.maskText(value).value));
  return { ...metric, name: text(metric.name), unit: text(metric.unit), description: text(metric.description) };
};

const measured = (sent: OtlpDataPoint) => ({
  value: numberText(sent.value),
  count: sent.count === null ? null : String(sent.count),
  sum: numberText(sent.sum),
  min: numberText(sent.min),
  max: numberText(sent.max),
  bucketCounts: listText(sent.bucketCounts),
  explicitBounds: listText(sent.explicitBounds),
  exponential: sent.exponential === null ? null : jsonText(sent.exponential),
  quantiles: listText(sent.quantiles),
  exemplars: listText(
    sent.exemplars.map(({ timeUnixNano, value, traceId, spanId, attributes }) => ({
      time_unix_nano: String(timeUnixNano),
      value,
      trace_id: traceId,
      span_id: spanId,
      attributes,
    })),
  ),
});

const numberText = (value: MetricNumber | null): string | null => (value === null ? null : String(value));

const listText = (items: readonly unknown[]): JsonText | null => (items.length === 0 ? null : jsonText(items));

/** Counts of 64 bits that no double holds are written as their digits in quotes. */
const jsonText = (value: unknown): JsonText =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? (Number.isSafeInteger(Number(item)) ? Number(item) : String(item)) : item,
  );
