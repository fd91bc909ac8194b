import {
  type EncodedMessage,
  exponentialPoint,
  histogramPoint,
  type metricKinds,
  numberPoint,
  plainDouble,
  plainInteger,
  type SentBuckets,
  type SentExemplar,
  type SentPoint,
  summaryPoint,
} from '@debrief/infra';
import type { MetricNumber, OtlpBuckets, OtlpDataPoint, OtlpExemplar } from '../otlp.types';
import { isSpanId, isTraceId } from './span-ids';

type PointFacts = Omit<OtlpDataPoint, 'metric' | 'resource' | 'scope'>;

/** How a point is read, by the kind of its metric. */
export const pointReaders: Readonly<Record<keyof typeof metricKinds, (item: EncodedMessage) => PointFacts>> = {
  gauge: readNumber,
  sum: readNumber,
  histogram: (item) => {
    const sent = item.read(histogramPoint);
    return {
      ...plain(sent),
      ...distribution(sent),
      bucketCounts: sent.bucketCounts.items,
      explicitBounds: sent.explicitBounds.items.map(plainDouble),
      exemplars: sent.exemplars.items.map(toExemplar),
    };
  },
  exponentialHistogram: (item) => {
    const sent = item.read(exponentialPoint);
    const { scale, zeroCount, zeroThreshold, positive, negative } = sent;
    return {
      ...plain(sent),
      ...distribution(sent),
      exponential: {
        scale,
        zeroCount,
        zeroThreshold: plainDouble(zeroThreshold),
        positive: toBuckets(positive),
        negative: toBuckets(negative),
      },
      exemplars: sent.exemplars.items.map(toExemplar),
    };
  },
  summary: (item) => {
    const sent = item.read(summaryPoint);
    return {
      ...plain(sent),
      count: sent.count,
      sum: plainDouble(sent.sum),
      quantiles: sent.quantileValues.items.map(({ quantile, value }) => ({
        quantile: plainDouble(quantile),
        value: plainDouble(value),
      })),
    };
  },
};

function readNumber(item: EncodedMessage): PointFacts {
  const sent = item.read(numberPoint);
  return { ...plain(sent), value: toNumber(sent), exemplars: sent.exemplars.items.map(toExemplar) };
}

/** A point of no kind. */
const plain = (sent: SentPoint): PointFacts => ({
  startUnixNano: sent.startTimeUnixNano,
  timeUnixNano: sent.timeUnixNano,
  attributes: sent.attributes.values,
  flags: sent.flags,
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
});

interface SentDistribution {
  readonly count: bigint;
  readonly sum: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

const distribution = ({
  count,
  sum,
  min,
  max,
}: SentDistribution): Pick<PointFacts, 'count' | 'sum' | 'min' | 'max'> => ({
  count,
  sum: orNull(sum),
  min: orNull(min),
  max: orNull(max),
});

const orNull = (value: number | null): MetricNumber | null => (value === null ? null : plainDouble(value));

const toNumber = ({ asDouble, asInt }: { asDouble: number | null; asInt: bigint | null }): MetricNumber | null =>
  asInt === null ? orNull(asDouble) : plainInteger(asInt);

const toBuckets = ({ offset, bucketCounts }: SentBuckets): OtlpBuckets => ({
  offset,
  bucketCounts: bucketCounts.items,
});

const toExemplar = (sent: SentExemplar): OtlpExemplar => ({
  timeUnixNano: sent.timeUnixNano,
  value: toNumber(sent),
  traceId: isTraceId(sent.traceId) ? sent.traceId : null,
  spanId: isSpanId(sent.spanId) ? sent.spanId : null,
  attributes: sent.filteredAttributes.values,
});
