import {
  parseOrder,
  type SpanListQuery,
  spanFilterColumns,
  traceFilterColumns,
  type TraceListQuery,
} from '@debrief/replay';
import { Flag, Text } from '../../http/fields';
import { IncludeField, type ListFields, ListQuery, toConditions } from './list.dto';

/** Query of GET …/traces. */
export class ListTracesQuery extends ListQuery {
  @Text({ max: 256 }) session_id?: string;
  @Flag({ default: true, description: 'false: without runs in which every span is a plain one' })
  include_nongenai?: boolean;
  @IncludeField() include?: string;
}

const traceFields: ListFields = {
  columns: traceFilterColumns,
  equalities: { session_id: 'session_id', user_id: 'user_id' },
};

export const toTraceListQuery = (query: ListTracesQuery): TraceListQuery => ({
  conditions: toConditions(query, traceFields),
  onlyObserved: query.include_nongenai === false,
  order: parseOrder(query.order_by, 'traces'),
});

/** Query of GET …/spans and …/traces/{id}/spans. */
export class ListSpansQuery extends ListQuery {
  @Text({ max: 256 }) trace_id?: string;
  @Text({ max: 256 }) session_id?: string;
  @Text({ max: 64 }) span_category?: string;
  @Text({ max: 64 }) observation_type?: string;
  @Text({ max: 64 }) framework?: string;
  @Text({ max: 256 }) gen_ai_request_model?: string;
  @Text({ max: 64 }) status_code?: string;
  @Flag({ description: 'Whether a span is more than a plain one, or has a model' }) is_observation?: boolean;
  @Flag({ default: false, description: 'Adds `raw_span`: the span as sent' }) include_raw_span?: boolean;
  @IncludeField() include?: string;
}

const spanFields: ListFields = {
  columns: spanFilterColumns,
  equalities: {
    trace_id: 'trace_id',
    session_id: 'session_id',
    user_id: 'user_id',
    span_category: 'span_category',
    observation_type: 'observation_type',
    framework: 'framework',
    gen_ai_request_model: 'gen_ai_request_model',
    status_code: 'status_code',
  },
};

export const toSpanListQuery = (query: ListSpansQuery): SpanListQuery => ({
  conditions: toConditions(query, spanFields),
  isObservation: query.is_observation,
  order: parseOrder(query.order_by, 'spans'),
});
