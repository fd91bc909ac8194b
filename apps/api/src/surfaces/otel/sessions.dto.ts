import {
  parseOrder,
  sessionFilterColumns,
  type SessionListQuery,
  type SessionSummary,
  type TraceSummary,
} from '@debrief/replay';
import { type ListFields, ListQuery, toConditions } from './list.dto';
import { toMoments, toUsageResponse } from './trace-response';

/** Query of GET …/sessions. */
export class ListSessionsQuery extends ListQuery {}

const fields: ListFields = { columns: sessionFilterColumns, equalities: { user_id: 'user_id' } };

export const toSessionListQuery = (query: ListSessionsQuery): SessionListQuery => ({
  conditions: toConditions(query, fields),
  order: parseOrder(query.order_by, 'sessions'),
});

/** N of otel.md C3. */
export const toSessionResponse = (session: SessionSummary) => {
  const { start, end } = toMoments(session);
  return {
    session_id: session.sessionId,
    user_id: session.userId,
    environment: session.environment,
    start_time: start,
    end_time: end,
    trace_count: session.traceCount,
    span_count: session.spanCount,
    observation_count: session.observationCount,
    ...toUsageResponse(session),
  };
};

/** A trace as its session lists it. */
export const toSessionTraceResponse = (trace: TraceSummary) => {
  const { start, end, durationMs } = toMoments(trace);
  return {
    trace_id: trace.externalId,
    trace_name: trace.name,
    start_time: start,
    end_time: end,
    duration_ms: durationMs,
    total_tokens: trace.totalTokens,
    reasoning_tokens: trace.reasoningTokens,
    total_cost: trace.totalCost,
    tags: trace.tags,
  };
};
