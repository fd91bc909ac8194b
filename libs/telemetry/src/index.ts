/** Telemetry: the HTTP requests that services report, and which of them belong to runs. Owns them; not what they prove. */
export {
  directions,
  hasFailed,
  type HttpRequest,
  type StatusGroup,
  statusGroupOf,
  statusGroups,
} from './http-request.types';
export { HttpRequestsService } from './http-requests.service';
export { HttpStatisticsService } from './http-statistics.service';
export { toWireId } from './ingest/clean-fields';
export { parseInstant } from './ingest/parse-instant';
export { listOutbound, replaceEvidence } from './queries/evidence.queries';
export type { FailedRequest } from './queries/failures.queries';
export type { RequestFilters } from './queries/filters';
export type { TraceLink } from './queries/trace-link';
export type { BucketTotals, PlaceTotals, RequestTotals } from './statistics/statistics.queries';
export { type BucketSize, bucketSizes } from './statistics/window';
export { TelemetryModule } from './telemetry.module';
export { TelemetryService } from './telemetry.service';
