import type { JsonObject } from '@debrief/kernel';
import { textAttribute, toJson, toProtobuf } from '../../../../../../test/factories/otlp-export';
import type { OtlpDataPoint, OtlpExport } from '../otlp.types';
import { decodeMetricExport } from './decode-metric-export';

const exportOf = (...metrics: JsonObject[]): JsonObject => ({
  resourceMetrics: [{ resource: {}, scopeMetrics: [{ scope: { name: 'meter' }, metrics }] }],
});
const times = { startTimeUnixNano: '5', timeUnixNano: '7' };
const described = { name: 'latency', description: 'How long', unit: 'ms' };

const untold = {
  startUnixNano: 5n,
  timeUnixNano: 7n,
  attributes: {},
  flags: 0,
  value: null,
  count: null,
  sum: null,
  min: null,
  max: null,
  bucketCounts: [],
  explicitBounds: [],
  exponential: null,
  quantiles: [],
  exemplars: [],
  resource: { attributes: {}, schemaUrl: '' },
  scope: { name: 'meter', version: '', attributes: {}, schemaUrl: '' },
};
const metric = { ...described, temporality: 'unspecified', isMonotonic: false };

describe.each([
  ['protobuf', (body: JsonObject) => toProtobuf(body, 'ExportMetricsServiceRequest')],
  ['json', toJson],
] as const)('decodeMetricExport of %s', (encoding, write) => {
  const decode = (...metrics: JsonObject[]): OtlpExport<OtlpDataPoint> =>
    decodeMetricExport(write(exportOf(...metrics)), encoding);

  it.each<[string, JsonObject, object]>([
    [
      'gauge',
      {
        gauge: { dataPoints: [{ ...times, asDouble: 1.5, flags: 1, attributes: [textAttribute('model', 'gpt-4o')] }] },
      },
      { metric: { ...metric, type: 'gauge' }, value: 1.5, flags: 1, attributes: { model: 'gpt-4o' } },
    ],
    [
      'sum of integers',
      { sum: { dataPoints: [{ ...times, asInt: '-9007199254740993' }], aggregationTemporality: 2, isMonotonic: true } },
      {
        metric: { ...metric, type: 'sum', temporality: 'cumulative', isMonotonic: true },
        value: '-9007199254740993',
      },
    ],
    [
      'sum of zero',
      { sum: { dataPoints: [{ ...times, asInt: '0' }], aggregationTemporality: 1 } },
      { metric: { ...metric, type: 'sum', temporality: 'delta' }, value: 0 },
    ],
    [
      'histogram',
      {
        histogram: {
          aggregationTemporality: 1,
          dataPoints: [
            {
              ...times,
              count: '3',
              sum: 6.5,
              min: 0,
              max: 'Infinity',
              bucketCounts: ['1', '2'],
              explicitBounds: [2.5],
              exemplars: [
                {
                  timeUnixNano: '6',
                  asInt: '4',
                  traceId: 'ab'.repeat(16),
                  spanId: 'cd'.repeat(8),
                  filteredAttributes: [textAttribute('user', 'u')],
                },
                { timeUnixNano: '6', asDouble: 0.5, traceId: 'ab' },
              ],
            },
          ],
        },
      },
      {
        metric: { ...metric, type: 'histogram', temporality: 'delta' },
        count: 3n,
        sum: 6.5,
        min: 0,
        max: 'Infinity',
        bucketCounts: [1n, 2n],
        explicitBounds: [2.5],
        exemplars: [
          {
            timeUnixNano: 6n,
            value: 4,
            traceId: 'ab'.repeat(16),
            spanId: 'cd'.repeat(8),
            attributes: { user: 'u' },
          },
          { timeUnixNano: 6n, value: 0.5, traceId: null, spanId: null, attributes: {} },
        ],
      },
    ],
    [
      'exponential histogram',
      {
        exponentialHistogram: {
          dataPoints: [
            {
              ...times,
              count: '9',
              scale: -2,
              zeroCount: '1',
              zeroThreshold: 0.25,
              positive: { offset: -3, bucketCounts: ['1', '18446744073709551615'] },
            },
          ],
        },
      },
      {
        metric: { ...metric, type: 'exponential_histogram' },
        count: 9n,
        exponential: {
          scale: -2,
          zeroCount: 1n,
          zeroThreshold: 0.25,
          positive: { offset: -3, bucketCounts: [1n, 18446744073709551615n] },
          negative: { offset: 0, bucketCounts: [] },
        },
      },
    ],
    [
      'summary',
      { summary: { dataPoints: [{ ...times, count: '2', sum: 3, quantileValues: [{ quantile: 0.5, value: 1.5 }] }] } },
      { metric: { ...metric, type: 'summary' }, count: 2n, sum: 3, quantiles: [{ quantile: 0.5, value: 1.5 }] },
    ],
  ])('reads a %s', (_kind, data, expected) => {
    expect(decode({ ...described, ...data })).toEqual({
      items: [{ ...untold, ...expected }],
      rejected: [],
      warnings: [],
    });
  });

  it('rejects points without a time and metrics of an unknown kind, and keeps the others', () => {
    const points = [
      { timeUnixNano: '0', asInt: '1' },
      { ...times, asInt: '2' },
    ];
    const { items, rejected } = decode({ name: 'future' }, { ...described, gauge: { dataPoints: points } });
    expect(items.map(({ value }) => value)).toEqual([2]);
    expect(rejected).toEqual([
      { reason: 'metric is of an unknown kind', firstId: 'future', count: 1 },
      { reason: 'point has no time', firstId: 'latency', count: 1 },
    ]);
  });

  it('rejects a histogram of more buckets than are kept', () => {
    const bucketCounts = new Array<string>(10_001).fill('1');
    const { items, rejected } = decode({ ...described, histogram: { dataPoints: [{ ...times, bucketCounts }] } });
    expect(items).toEqual([]);
    expect(rejected).toEqual([{ reason: 'more than 10,000 numbers in a list', firstId: 'latency', count: 1 }]);
  });

  it('reads a metric without points as nothing to store', () => {
    expect(decode({ ...described, gauge: {} })).toEqual({ items: [], rejected: [], warnings: [] });
  });
});
