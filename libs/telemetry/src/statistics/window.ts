import { invalid } from '@debrief/kernel';
import type { RequestFilters } from '../queries/filters';

const dayMs = 24 * 3_600_000;

/**
 * The filters of a statistic with its window: the last 24 hours where none is given, all times where it is about one trace.
 * @throws DomainError INVALID for a window that ends before it begins
 */
export const withWindow = (filters: RequestFilters, now: Date): RequestFilters => {
  if (filters.from && filters.to && filters.from >= filters.to) throw invalid('to', 'must be after from');
  if (filters.traceIds) return filters;
  const to = filters.to ?? new Date(Math.max(now.getTime(), (filters.from?.getTime() ?? 0) + 1));
  return { ...filters, from: filters.from ?? new Date(to.getTime() - dayMs), to };
};

export const bucketSizes = { '1m': 60_000, '5m': 300_000, '1h': 3_600_000, '1d': dayMs } as const;
export type BucketSize = keyof typeof bucketSizes;

const mostBuckets = 1_500;

/**
 * The starts of all buckets that a window touches, in order.
 * @throws DomainError INVALID for more than 1,500
 */
export const bucketsOf = (from: Date, to: Date, size: BucketSize): Date[] => {
  const width = bucketSizes[size];
  const first = Math.floor(from.getTime() / width);
  const count = Math.ceil(to.getTime() / width) - first;
  if (count > mostBuckets)
    throw invalid('bucket', `makes ${count} buckets of this window: at most ${mostBuckets} are given`);
  return Array.from({ length: Math.max(0, count) }, (_, index) => new Date((first + index) * width));
};
