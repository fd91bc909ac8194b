import { Database, type WorkspaceTx } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import type { ProjectRequests, RequestFilters } from './queries/filters';
import { resolveRequests } from './queries/resolve-requests';
import {
  type BucketTotals,
  type PlaceKind,
  type PlaceTotals,
  type RequestTotals,
  selectBuckets,
  selectPlaces,
  selectTotals,
} from './statistics/statistics.queries';
import { bucketsOf, type BucketSize, withWindow } from './statistics/window';

export interface StatisticsQuery {
  /** Id or slug. */
  readonly project?: string;
  readonly filters: RequestFilters;
}

/**
 * Figures over requests, exact and read from the rows. Without a window they are of the last 24 hours, with a trace of all times.
 * All throw DomainError FORBIDDEN for a project that the caller may not read, INVALID for more than 5,000,000 rows, UNAVAILABLE where
 * reading takes too long.
 */
@Injectable()
export class HttpStatisticsService {
  constructor(private readonly database: Database) {}

  async totals(scope: Scope, query: StatisticsQuery): Promise<RequestTotals & Pick<RequestFilters, 'from' | 'to'>> {
    const filters = withWindow(query.filters, new Date());
    const totals = await this.read(scope, query, (tx, requests) => selectTotals(tx, requests, filters));
    return { ...totals, from: filters.from, to: filters.to };
  }

  /** Every bucket of the window, also those without a request. @throws DomainError INVALID for more than 1,500 */
  async series(scope: Scope, query: StatisticsQuery & { readonly size: BucketSize }): Promise<BucketTotals[]> {
    const { size } = query;
    const filters = withWindow(query.filters, new Date());
    const { from, to } = filters;
    if (from && to) bucketsOf(from, to, size);
    const found = await this.read(scope, query, (tx, requests) => selectBuckets(tx, requests, { filters, size }));
    const [first, last] = [found.at(0), found.at(-1)];
    if (!first || !last) return from && to ? bucketsOf(from, to, size).map(emptyBucket) : [];
    const end = to ?? new Date(last.start.getTime() + 1);
    const byStart = new Map(found.map((bucket) => [bucket.start.getTime(), bucket]));
    return bucketsOf(from ?? first.start, end, size).map((start) => byStart.get(start.getTime()) ?? emptyBucket(start));
  }

  /** Where outbound requests fail most. @param query.limit at most 100 */
  places(
    scope: Scope,
    query: StatisticsQuery & { readonly kind: PlaceKind; readonly limit: number },
  ): Promise<PlaceTotals[]> {
    const { kind, limit } = query;
    if ((query.filters.direction ?? 'outbound') !== 'outbound') return Promise.resolve([]);
    const filters = withWindow({ ...query.filters, direction: 'outbound' }, new Date());
    return this.read(scope, query, (tx, requests) => selectPlaces(tx, requests, { filters, kind, limit }));
  }

  private read<T>(
    scope: Scope,
    { project }: StatisticsQuery,
    select: (tx: WorkspaceTx, requests: ProjectRequests) => Promise<T>,
  ): Promise<T> {
    return this.database.inWorkspace(scope, async (tx) => select(tx, await resolveRequests(tx, scope, project)));
  }
}

const emptyBucket = (start: Date): BucketTotals => ({ start, total: 0, failed: 0, slow: 0, p50: null, p95: null });
