import { DomainError, invalid } from '@debrief/kernel';
import {
  aggregations,
  bucketSizes,
  type AggregateQuery,
  type AggregateRow,
  type Aggregation,
  type BucketSize,
  type MetricPoint,
  type PointListQuery,
  toRfc3339,
} from '@debrief/replay';
import { OneOf, Text } from '../../http/fields';
import { PageQuery, PeriodQuery, toPeriod } from './list.dto';

const maxAttributes = 50;
const prefix = 'attributes.';

/** Query of GET …/metrics. Conditions on attributes (`attributes.<key>`) are read by `readAttributes`. */
export class ListPointsQuery extends PageQuery {
  @Text({ max: 1024 }) metric_name?: string;
  @Text({ max: 1024 }) service_name?: string;
}

/** Query of GET …/metrics/aggregates. */
export class AggregateMetricsQuery extends PeriodQuery {
  @Text({ max: 1024, description: 'Required' }) metric_name?: string;
  @Text({ max: 1024 }) service_name?: string;
  @OneOf(aggregations, { default: 'sum' }) agg?: Aggregation;
  @OneOf(bucketSizes, { default: '1h' }) bucket?: BucketSize;
  @Text({ max: 1024, description: '`service_name`, or the key of an attribute', example: 'gen_ai.request.model' })
  group_by?: string;
}

/** `attributes.<key>=<value>` of a query string. @throws DomainError INVALID; `too_many_filters` */
export const readAttributes = (query: Readonly<Record<string, unknown>>): Record<string, string> => {
  const given = Object.entries(query).filter(([name]) => name.startsWith(prefix));
  if (given.length > maxAttributes)
    throw new DomainError('INVALID', `at most ${maxAttributes} attributes`, { reason: 'too_many_filters' });
  return Object.fromEntries(given.map(([name, value]) => [name.slice(prefix.length), checkText(name, value)]));
};

const checkText = (name: string, value: unknown): string => {
  // eslint-disable-next-line no-control-regex
  if (typeof value !== 'string' || value.length > 1024 || /[\u0000-\u001f\u007f]/.test(name + value))
    throw invalid(name, 'must be given once, with at most 1,024 characters');
  return value;
};

type Attributes = PointListQuery['attributes'];

/** @throws DomainError INVALID `invalid_timestamp` */
export const toPointListQuery = (query: ListPointsQuery, attributes: Attributes): PointListQuery => ({
  ...toPeriod(query),
  metricName: query.metric_name,
  serviceName: query.service_name,
  attributes,
});

/** @throws DomainError INVALID `missing_param`, `invalid_timestamp` */
export const toAggregateQuery = (query: AggregateMetricsQuery, attributes: Attributes): AggregateQuery => {
  if (query.metric_name === undefined)
    throw new DomainError('INVALID', 'metric_name is required', { reason: 'missing_param' });
  const { group_by: key } = query;
  return {
    ...toPeriod(query),
    metricName: query.metric_name,
    serviceName: query.service_name,
    attributes,
    aggregation: query.agg ?? 'sum',
    bucket: query.bucket ?? '1h',
    groupBy: key?.startsWith(prefix) ? key.slice(prefix.length) : key,
  };
};

/** A number where a double holds it; else its digits, `NaN` or an infinity as text. */
export const toNumber = (text: string | null): number | string | null => {
  if (text === null) return null;
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) || BigInt(value) === BigInt(text) ? value : text;
};

const toJson = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

export const toPointResponse = (point: MetricPoint) => ({
  datapoint_id: point.id,
  metric_name: point.metricName,
  metric_type: point.metricType,
  unit: point.unit,
  description: point.description,
  timestamp: toRfc3339(point.timestamp),
  start_timestamp: point.startTimestamp === null ? null : toRfc3339(point.startTimestamp),
  attributes: toJson(point.attributes),
  value: toNumber(point.value),
  count: toNumber(point.count),
  sum: toNumber(point.sum),
  min: toNumber(point.min),
  max: toNumber(point.max),
  bucket_counts: toJson(point.bucketCounts),
  explicit_bounds: toJson(point.explicitBounds),
  temporality: point.temporality,
  is_monotonic: point.isMonotonic,
  service_name: point.serviceName,
  exemplars: toJson(point.exemplars) ?? [],
});

export const toAggregateResponse = (rows: readonly AggregateRow[]) => ({
  data: rows.map(({ bucket, group, value }) => ({ bucket: toRfc3339(bucket), group, value: toNumber(value) })),
});

export const pointExample = {
  datapoint_id: '019ab2c4-8b1e-7cc1-9a55-6f0d2f0b8f12',
  metric_name: 'gen_ai.client.token.usage',
  metric_type: 'sum',
  unit: '{token}',
  description: '',
  timestamp: '2026-11-20T10:01:00.000000Z',
  start_timestamp: '2026-11-20T10:00:00.000000Z',
  attributes: { 'gen_ai.request.model': 'gpt-5' },
  value: 1000,
  count: null,
  sum: null,
  min: null,
  max: null,
  bucket_counts: null,
  explicit_bounds: null,
  temporality: 'cumulative',
  is_monotonic: true,
  service_name: 'booking-agent',
  exemplars: [],
};

export const aggregateExample = { data: [{ bucket: '2026-11-20T10:00:00.000000Z', group: 'gpt-5', value: 1000 }] };
