import { int4Array, int8Array, type QueryConfig, textArray, timestamptzArray, uuidArray } from '@debrief/infra';
import type { NewRequest } from './new-request';

/** Columns of a request, in the order of `valuesOf`. */
const columns = `project_id, id, trace_id, direction, method, host, path, is_path_truncated, status_code, duration_ms, request_size,
                 response_size, user_id, error_fingerprint, sent_at, occurred_at`;

const insert = `insert into http_request (${columns})
         select $1::uuid, r.id, r.trace_id, r.direction, r.method, r.host, r.path, r.truncated = 1, r.status, r.duration, r.sent, r.answered,
                r.user_id, r.fingerprint, r.sent_at, r.occurred_at
           from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int4[], $9::int4[], $10::int4[], $11::int8[],
                       $12::int8[], $13::text[], $14::text[], $15::timestamptz[], $16::timestamptz[])
                as r(id, trace_id, direction, method, host, path, truncated, status, duration, sent, answered, user_id, fingerprint, sent_at,
                     occurred_at)`;

/** Stores requests of which none is there; one that is fails the statement. Without the look-up of `on conflict`, which costs a third more. */
export const insertNewStatement = (projectId: string, requests: readonly NewRequest[]): QueryConfig => ({
  name: 'append-new-requests',
  text: insert,
  values: valuesOf(projectId, requests),
});

/** Counts what `insertNewStatement` stores. */
export const tallyNewStatement = (projectId: string, count: number): QueryConfig => ({
  name: 'tally-requests',
  text: 'insert into project_tally (project_id, requests) values ($1::uuid, $2::int8)',
  values: [projectId, count],
});

/** Stores those of the requests that are not there, and counts them. */
export const insertMissingStatement = (projectId: string, requests: readonly NewRequest[]): QueryConfig => ({
  name: 'append-missing-requests',
  text: `with stored as (${insert} on conflict (workspace_id, id) do nothing returning id)
         insert into project_tally (project_id, requests) select $1::uuid, count(*) from stored having count(*) > 0`,
  values: valuesOf(projectId, requests),
});

const valuesOf = (projectId: string, requests: readonly NewRequest[]): unknown[] => {
  const column = <T>(pick: (request: NewRequest) => T): T[] => requests.map(pick);
  return [
    projectId,
    uuidArray(column((r) => r.id)),
    textArray(column((r) => r.traceId)),
    textArray(column((r) => r.direction)),
    textArray(column((r) => r.method)),
    textArray(column((r) => r.host)),
    textArray(column((r) => r.path)),
    int4Array(column((r) => (r.isPathTruncated ? 1 : 0))),
    int4Array(column((r) => r.statusCode)),
    int4Array(column((r) => r.durationMs)),
    int8Array(column((r) => r.requestSize)),
    int8Array(column((r) => r.responseSize)),
    textArray(column((r) => r.userId)),
    textArray(column((r) => r.errorFingerprint)),
    timestamptzArray(column((r) => r.sentAt * 1_000)),
    timestamptzArray(column((r) => r.occurredAt * 1_000)),
  ];
};
