import { sql } from 'kysely';
import type { HttpRequest } from '../http-request.types';

/** What of a row an `HttpRequest` has. @see HttpRequest */
export const requestColumns = sql`
  r.id, r.project_id, r.trace_id, r.direction, r.method, r.host, r.path, r.is_path_truncated, r.status_code, r.duration_ms, r.request_size,
  r.response_size, r.user_id, r.error_fingerprint, r.sent_at, r.occurred_at, r.received_at`;

export type RequestRow = HttpRequest;

/** `hasFailed` of a row. */
export const isFailed = sql<boolean>`(r.status_code = 0 or r.status_code >= 400)`;
