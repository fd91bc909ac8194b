import { type LogListQuery, type LogRecord, toRfc3339 } from '@debrief/replay';
import { Text, Whole } from '../../http/fields';
import { PageQuery, toPeriod } from './list.dto';

/** Query of GET …/logs of a project, trace or span. */
export class ListLogsQuery extends PageQuery {
  @Text({ max: 256 }) trace_id?: string;
  @Text({ max: 256 }) span_id?: string;
  @Text({ max: 256, description: 'Of the record, or of its trace' }) session_id?: string;
  @Whole({ min: 0, max: 24, description: "OpenTelemetry's severity number; 17 is ERROR" }) severity_min?: number;
  @Text({ max: 256 }) event_name?: string;
  @Text({ max: 256, description: 'A part of the body, in any case' }) q?: string;
}

/** @throws DomainError INVALID `invalid_timestamp` */
export const toLogListQuery = (query: ListLogsQuery): LogListQuery => ({
  ...toPeriod(query),
  traceId: query.trace_id,
  spanId: query.span_id,
  sessionId: query.session_id,
  severityMin: query.severity_min,
  eventName: query.event_name,
  q: query.q,
});

export const toLogResponse = (log: LogRecord) => ({
  log_id: log.id,
  timestamp: toRfc3339(log.timestamp),
  observed_timestamp: log.observedTimestamp === null ? null : toRfc3339(log.observedTimestamp),
  trace_id: log.traceId,
  span_id: log.spanId,
  session_id: log.sessionId,
  severity_number: log.severityNumber,
  severity_text: log.severityText,
  event_name: log.eventName,
  body: log.body === null ? null : (JSON.parse(log.body) as unknown),
  attributes: JSON.parse(log.attributes) as unknown,
  service_name: log.serviceName,
  scope_name: log.scopeName,
});

export const logExample = {
  log_id: '019ab2c4-8b1e-7cc1-9a55-6f0d2f0b8f11',
  timestamp: '2026-11-20T10:00:00.000000Z',
  observed_timestamp: '2026-11-20T10:00:00.000120Z',
  trace_id: '0af7651916cd43dd8448eb211c80319c',
  span_id: '00f067aa0ba902b7',
  session_id: 's-1',
  severity_number: 17,
  severity_text: 'ERROR',
  event_name: null,
  body: 'The booking failed',
  attributes: { 'http.response.status_code': 503 },
  service_name: 'booking-agent',
  scope_name: 'agent',
};
