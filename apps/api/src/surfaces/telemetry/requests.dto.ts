import { invalid } from '@debrief/kernel';
import {
  directions,
  hasFailed,
  type HttpRequest,
  parseInstant,
  type RequestFilters,
  type StatusGroup,
  statusGroupOf,
  statusGroups,
  toWireId,
  type TraceLink,
} from '@debrief/telemetry';
import { Flag, OneOf, Text, Whole } from '../../http/fields';

const id = { max: 256 };
const int = 2 ** 31 - 1;

/** Of which project. */
export class ProjectQuery {
  @Text({ ...id, description: 'Id or slug; needed by a console user of several' }) projectId?: string;
}

/** What each list and statistic may be narrowed by; all of it must hold. */
export class RequestQuery extends ProjectQuery {
  @OneOf(directions) direction?: string;
  @Text({ max: 16, description: 'In any case' }) method?: string;
  @OneOf(statusGroups, { description: '`none`: no response' }) statusGroup?: string;
  @Whole({ min: 0, max: 599 }) statusCode?: number;
  @Text({ max: 255, description: 'Exact, or `*.example.com`: any below it' }) host?: string;
  @Text({ max: 2048, description: 'A part of the path, in any case' }) path?: string;
  @Text(id) traceId?: string;
  @Text(id) userId?: string;
  @Text({ max: 128 }) errorFingerprint?: string;
  @Flag({ description: 'No response, or a status of 400 and more' }) failed?: boolean;
  @Flag({ description: 'Longer than `http_slow_ms` of the project (1,000 ms)' }) isSlow?: boolean;
  @Whole({ min: 0, max: int }) minDurationMs?: number;
  @Text({ max: 64, description: 'ISO 8601: at or after' }) from?: string;
  @Text({ max: 64, description: 'ISO 8601: before' }) to?: string;
}

const pageFields = { page: 1, perPage: 50, most: 200 };

export class ListRequestsQuery extends RequestQuery {
  @Whole({ min: 1, max: int, default: pageFields.page }) page?: number;
  @Whole({ min: 1, max: int, default: pageFields.perPage, description: 'Above 200 reads as 200' }) perPage?: number;
  @Text({ max: 2048, description: '`pagination.nextCursor` of the page before, in the place of `page`' })
  cursor?: string;
}

export class TraceRequestsQuery extends ProjectQuery {
  @Text({ ...id, required: true }) traceId: string;
  @Text({ max: 2048, description: '`nextCursor` of the answer before' }) cursor?: string;
}

/** @throws DomainError INVALID for a time that is none */
export const toRequestFilters = (query: RequestQuery): RequestFilters => ({
  direction: query.direction as RequestFilters['direction'],
  method: query.method?.toUpperCase(),
  statusGroup: query.statusGroup as StatusGroup | undefined,
  statusCode: query.statusCode,
  host: query.host?.toLowerCase(),
  path: query.path,
  traceIds: query.traceId === undefined ? undefined : [toWireId(query.traceId)],
  userId: query.userId,
  errorFingerprint: query.errorFingerprint,
  failed: query.failed,
  isSlow: query.isSlow,
  minDurationMs: query.minDurationMs,
  from: toMoment('from', query.from),
  to: toMoment('to', query.to),
});

export const toPageRequest = ({ page = pageFields.page, perPage = pageFields.perPage }: ListRequestsQuery) => ({
  page,
  perPage: Math.min(perPage, pageFields.most),
});

/** A day alone is its beginning. */
const toMoment = (field: string, text: string | undefined): Date | undefined => {
  if (text === undefined) return undefined;
  const instant = parseInstant(text) ?? parseInstant(`${text}T00:00:00Z`);
  if (!instant) throw invalid(field, 'must be an ISO 8601 instant');
  return new Date(instant.ms);
};

/** A request as answers show it. @param slowMs above which it is slow */
export const toRequestResponse = (request: HttpRequest, slowMs: number) => ({
  id: request.id,
  traceId: request.traceId,
  direction: request.direction,
  method: request.method,
  host: request.host,
  path: request.path,
  pathTruncated: request.isPathTruncated,
  statusCode: request.statusCode,
  statusGroup: statusGroupOf(request),
  failed: hasFailed(request),
  durationMs: request.durationMs,
  isSlow: request.durationMs > slowMs,
  requestSize: request.requestSize,
  responseSize: request.responseSize,
  userId: request.userId,
  errorFingerprint: request.errorFingerprint,
  timestamp: request.sentAt.toISOString(),
  occurredAt: request.occurredAt.toISOString(),
  clockSkew: request.occurredAt < request.sentAt,
  receivedAt: request.receivedAt.toISOString(),
});

export const toTraceResponse = (trace: TraceLink | null) =>
  trace && { id: trace.id, projectId: trace.projectId, status: trace.status, incidentIds: trace.incidentIds };
