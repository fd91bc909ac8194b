import {
  field,
  list,
  message,
  nested,
  noAttributes,
  noItems,
  type SentAttributes,
  type SentList,
} from './message-type';

export interface SentExemplar {
  timeUnixNano: bigint;
  asDouble: number | null;
  asInt: bigint | null;
  spanId: string;
  traceId: string;
  filteredAttributes: SentAttributes;
}

/** What the points of every kind have. */
export interface SentPoint {
  startTimeUnixNano: bigint;
  timeUnixNano: bigint;
  attributes: SentAttributes;
  flags: number;
}

export interface SentNumberPoint extends SentPoint {
  asDouble: number | null;
  asInt: bigint | null;
  exemplars: SentList<SentExemplar>;
}

export interface SentHistogramPoint extends SentPoint {
  count: bigint;
  sum: number | null;
  bucketCounts: SentList<bigint>;
  explicitBounds: SentList<number>;
  exemplars: SentList<SentExemplar>;
  min: number | null;
  max: number | null;
}

export interface SentBuckets {
  offset: number;
  bucketCounts: SentList<bigint>;
}

export interface SentExponentialPoint extends SentPoint {
  count: bigint;
  sum: number | null;
  scale: number;
  zeroCount: bigint;
  positive: SentBuckets;
  negative: SentBuckets;
  exemplars: SentList<SentExemplar>;
  min: number | null;
  max: number | null;
  zeroThreshold: number;
}

export interface SentQuantile {
  quantile: number;
  value: number;
}

export interface SentSummaryPoint extends SentPoint {
  count: bigint;
  sum: number;
  quantileValues: SentList<SentQuantile>;
}

const point = (): SentPoint => ({
  startTimeUnixNano: 0n,
  timeUnixNano: 0n,
  attributes: noAttributes(),
  flags: 0,
});
const createBuckets = (): SentBuckets => ({ offset: 0, bucketCounts: noItems() });

const exemplar = message(
  (): SentExemplar => ({
    timeUnixNano: 0n,
    asDouble: null,
    asInt: null,
    spanId: '',
    traceId: '',
    filteredAttributes: noAttributes(),
  }),
  {
    timeUnixNano: field(2, 'fixed64'),
    asDouble: field(3, 'double'),
    spanId: field(4, 'id'),
    traceId: field(5, 'id'),
    asInt: field(6, 'sfixed64'),
    filteredAttributes: field(7, 'attributes'),
  },
);
const buckets = message(createBuckets, { offset: field(1, 'sint32'), bucketCounts: field(2, 'uint64s') });
const quantile = message((): SentQuantile => ({ quantile: 0, value: 0 }), {
  quantile: field(1, 'double'),
  value: field(2, 'double'),
});

export const numberPoint = message(
  (): SentNumberPoint => ({ ...point(), asDouble: null, asInt: null, exemplars: noItems() }),
  {
    startTimeUnixNano: field(2, 'fixed64'),
    timeUnixNano: field(3, 'fixed64'),
    asDouble: field(4, 'double'),
    exemplars: list(5, exemplar),
    asInt: field(6, 'sfixed64'),
    attributes: field(7, 'attributes'),
    flags: field(8, 'uint32'),
  },
);
export const histogramPoint = message(
  (): SentHistogramPoint => ({
    ...point(),
    count: 0n,
    sum: null,
    bucketCounts: noItems(),
    explicitBounds: noItems(),
    exemplars: noItems(),
    min: null,
    max: null,
  }),
  {
    startTimeUnixNano: field(2, 'fixed64'),
    timeUnixNano: field(3, 'fixed64'),
    count: field(4, 'fixed64'),
    sum: field(5, 'double'),
    bucketCounts: field(6, 'fixed64s'),
    explicitBounds: field(7, 'doubles'),
    exemplars: list(8, exemplar),
    attributes: field(9, 'attributes'),
    flags: field(10, 'uint32'),
    min: field(11, 'double'),
    max: field(12, 'double'),
  },
);
export const exponentialPoint = message(
  (): SentExponentialPoint => ({
    ...point(),
    count: 0n,
    sum: null,
    scale: 0,
    zeroCount: 0n,
    positive: createBuckets(),
    negative: createBuckets(),
    exemplars: noItems(),
    min: null,
    max: null,
    zeroThreshold: 0,
  }),
  {
    attributes: field(1, 'attributes'),
    startTimeUnixNano: field(2, 'fixed64'),
    timeUnixNano: field(3, 'fixed64'),
    count: field(4, 'fixed64'),
    sum: field(5, 'double'),
    scale: field(6, 'sint32'),
    zeroCount: field(7, 'fixed64'),
    positive: nested(8, buckets),
    negative: nested(9, buckets),
    flags: field(10, 'uint32'),
    exemplars: list(11, exemplar),
    min: field(12, 'double'),
    max: field(13, 'double'),
    zeroThreshold: field(14, 'double'),
  },
);
export const summaryPoint = message(
  (): SentSummaryPoint => ({ ...point(), count: 0n, sum: 0, quantileValues: noItems() }),
  {
    startTimeUnixNano: field(2, 'fixed64'),
    timeUnixNano: field(3, 'fixed64'),
    count: field(4, 'fixed64'),
    sum: field(5, 'double'),
    quantileValues: list(6, quantile),
    attributes: field(7, 'attributes'),
    flags: field(8, 'uint32'),
  },
);
