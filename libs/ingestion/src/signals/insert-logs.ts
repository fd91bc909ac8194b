import {
  byteaArray,
  int4Array,
  int8Array,
  type QueryConfig,
  textArray,
  timestamptzArray,
  uuidArray,
} from '@debrief/infra';
import type { NewLog } from './new-log';

/** Stores the records that are not stored yet, and gives their ids. */
export const insertLogsStatement = (projectId: string, logs: readonly NewLog[]): QueryConfig => ({
  name: 'append-logs',
  text: `insert into otel_log (project_id, id, digest, trace_external_id, span_id, session_id, occurred_at, observed_at, severity_number,
                               severity_text, event_name, body, attributes, service_name, scope_name, resource_id, scope_id, flags,
                               dropped_attributes_count, truncated)
         select $1::uuid, l.id, l.digest, l.trace_id, l.span_id, l.session_id, l.occurred_at, l.observed_at, l.severity_number,
                l.severity_text, l.event_name, l.body::json, l.attributes::json, l.service_name, l.scope_name, l.resource_id, l.scope_id,
                l.flags, l.dropped, l.truncated::json
           from unnest($2::uuid[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::int4[],
                       $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::uuid[], $17::uuid[], $18::int8[],
                       $19::int8[], $20::text[])
                as l(id, digest, trace_id, span_id, session_id, occurred_at, observed_at, severity_number, severity_text, event_name, body,
                     attributes, service_name, scope_name, resource_id, scope_id, flags, dropped, truncated)
             on conflict (workspace_id, project_id, digest) do nothing
         returning id`,
  values: [
    projectId,
    uuidArray(logs.map(({ id }) => id)),
    byteaArray(logs.map(({ digest }) => digest)),
    textArray(logs.map(({ traceId }) => traceId)),
    textArray(logs.map(({ spanId }) => spanId)),
    textArray(logs.map(({ sessionId }) => sessionId)),
    timestamptzArray(logs.map(({ occurredAt }) => occurredAt)),
    timestamptzArray(logs.map(({ observedAt }) => observedAt)),
    int4Array(logs.map(({ severityNumber }) => severityNumber)),
    textArray(logs.map(({ severityText }) => severityText)),
    textArray(logs.map(({ eventName }) => eventName)),
    textArray(logs.map(({ body }) => body)),
    textArray(logs.map(({ attributes }) => attributes)),
    textArray(logs.map(({ serviceName }) => serviceName)),
    textArray(logs.map(({ scopeName }) => scopeName)),
    uuidArray(logs.map(({ sources }) => sources.resource)),
    uuidArray(logs.map(({ sources }) => sources.scope)),
    int8Array(logs.map(({ flags }) => flags)),
    int8Array(logs.map(({ droppedAttributesCount }) => droppedAttributesCount)),
    textArray(logs.map(({ truncated }) => truncated)),
  ],
});
