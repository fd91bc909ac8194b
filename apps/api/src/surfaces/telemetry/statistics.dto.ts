import type { BucketTotals, PlaceTotals, RequestTotals } from '@debrief/telemetry';
import { bucketSizes } from '@debrief/telemetry';
import { OneOf, Whole } from '../../http/fields';
import { RequestQuery } from './requests.dto';

export class SeriesQuery extends RequestQuery {
  @OneOf(Object.keys(bucketSizes), { default: '1h' }) bucket?: string;
}

export class PlacesQuery extends RequestQuery {
  @Whole({ min: 1, max: 100, default: 20 }) limit?: number;
}

const twoDecimals = (value: number): number => Math.round(value * 100) / 100;
/** A percentage; of nothing there is none. */
const rateOf = (part: number, total: number): number | null => (total === 0 ? null : twoDecimals((part / total) * 100));

export const toTotalsResponse = (totals: RequestTotals & { readonly from?: Date; readonly to?: Date }) => ({
  totalRequests: totals.total,
  inboundCount: totals.inbound,
  outboundCount: totals.total - totals.inbound,
  failedCount: totals.failed,
  slowCount: totals.slow,
  errorRate: rateOf(totals.failed, totals.total),
  slowRate: rateOf(totals.slow, totals.total),
  p50: totals.p50,
  p95: totals.p95,
  p99: totals.p99,
  avgDurationMs: totals.avgMs === null ? null : twoDecimals(totals.avgMs),
  maxDurationMs: totals.maxMs,
  byStatusGroup: {
    none: totals.none,
    '1xx': totals.informational,
    '2xx': totals.successful,
    '3xx': totals.redirected,
    '4xx': totals.clientErrors,
    '5xx': totals.serverErrors,
  },
  requestBytes: totals.requestBytes,
  responseBytes: totals.responseBytes,
  from: totals.from?.toISOString() ?? null,
  to: totals.to?.toISOString() ?? null,
});

export const toBucketResponse = ({ start, total, failed, slow, p50, p95 }: BucketTotals) => ({
  start: start.toISOString(),
  total,
  failed,
  slow,
  p50,
  p95,
});

const toPlaceFigures = ({ total, failed, avgMs, p95, lastFailureAt }: PlaceTotals) => ({
  totalRequests: total,
  failedRequests: failed,
  failureRate: rateOf(failed, total),
  avgDurationMs: twoDecimals(avgMs),
  p95,
  lastFailureAt: lastFailureAt?.toISOString() ?? null,
});

export const toHostResponse = (host: PlaceTotals) => ({ host: host.place[0], ...toPlaceFigures(host) });

export const toPathResponse = (path: PlaceTotals) => ({
  method: path.place[0],
  host: path.place[1],
  path: path.place[2],
  ...toPlaceFigures(path),
});
