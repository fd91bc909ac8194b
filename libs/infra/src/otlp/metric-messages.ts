import { enumeration, field, message } from './message-type';

/** What the points of a metric share: all but the points. */
export interface SentMetric {
  name: string;
  description: string;
  unit: string;
}

/** What the points of a sum or a histogram share. */
export interface SentAggregation {
  aggregationTemporality: number;
  isMonotonic: boolean;
}

const temporalities = ['UNSPECIFIED', 'DELTA', 'CUMULATIVE'].map((name) => `AGGREGATION_TEMPORALITY_${name}`);

export const metricMessage = message((): SentMetric => ({ name: '', description: '', unit: '' }), {
  name: field(1, 'string'),
  description: field(2, 'string'),
  unit: field(3, 'string'),
});
export const aggregationMessage = message((): SentAggregation => ({ aggregationTemporality: 0, isMonotonic: false }), {
  aggregationTemporality: enumeration(2, temporalities),
  isMonotonic: field(3, 'bool'),
});

/** Where the points of a metric stand, by its kind. */
export const metricKinds = {
  gauge: { name: 'gauge', number: 5, isSingle: true },
  sum: { name: 'sum', number: 7, isSingle: true },
  histogram: { name: 'histogram', number: 9, isSingle: true },
  exponentialHistogram: { name: 'exponentialHistogram', number: 10, isSingle: true },
  summary: { name: 'summary', number: 11, isSingle: true },
} as const;
export const dataPoints = { name: 'dataPoints', number: 1 } as const;

/** Where the metrics of an export stand. */
export const metricExport = {
  resources: { name: 'resourceMetrics', number: 1 },
  scopes: { name: 'scopeMetrics', number: 2 },
  items: { name: 'metrics', number: 2 },
} as const;
