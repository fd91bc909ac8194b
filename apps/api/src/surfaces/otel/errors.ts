import { sqlState } from '@debrief/infra';
import type { DomainError, ErrorCode, ErrorReason } from '@debrief/kernel';
import type { RenderedError } from '../../http/rendered-error';

interface Answer {
  readonly status: number;
  readonly error: string;
  /** What `code` says when the error has no finer reason. */
  readonly code: string;
}

const badRequest = { status: 400, error: 'bad_request' } as const;

const answers = {
  UNAUTHENTICATED: { status: 401, error: 'unauthorized', code: 'AUTH_REQUIRED' },
  FORBIDDEN: { status: 403, error: 'forbidden', code: 'INSUFFICIENT_SCOPE' },
  NOT_FOUND: { status: 404, error: 'not_found', code: 'NOT_FOUND' },
  CONFLICT: { status: 409, error: 'conflict', code: 'CONFLICT' },
  MALFORMED: { ...badRequest, code: 'JSON_PARSE_ERROR' },
  INVALID: { ...badRequest, code: 'VALIDATION_ERROR' },
  TOO_LARGE: { status: 413, error: 'bad_request', code: 'PAYLOAD_TOO_LARGE' },
  UNSUPPORTED: { status: 415, error: 'bad_request', code: 'UNSUPPORTED_MEDIA_TYPE' },
  LIMITED: { status: 429, error: 'too_many_requests', code: 'RATE_LIMITED' },
  UNAVAILABLE: { status: 503, error: 'service_unavailable', code: 'SERVICE_UNAVAILABLE' },
  NOT_IMPLEMENTED: { status: 501, error: 'not_implemented', code: 'NOT_IMPLEMENTED' },
  INTERNAL: { status: 500, error: 'internal_error', code: 'INTERNAL' },
} as const satisfies Record<ErrorCode, Answer>;

/** Reasons that clients of this surface know under names of their own; the rest is told by the code of the error. */
const codes: Partial<Record<ErrorReason, string>> = {
  token_expired: 'TOKEN_EXPIRED',
  key_expired: 'API_KEY_INVALID',
  key_revoked: 'API_KEY_INVALID',
  project_ambiguous: 'PROJECT_AMBIGUOUS',
  invalid_cursor: 'INVALID_CURSOR',
  invalid_order: 'INVALID_ORDER',
  invalid_order_column: 'INVALID_ORDER_COLUMN',
  invalid_timestamp: 'INVALID_TIMESTAMP',
  invalid_time_range: 'INVALID_TIME_RANGE',
  range_too_large: 'RANGE_TOO_LARGE',
  invalid_filter_json: 'INVALID_FILTER_JSON',
  invalid_filter_column: 'INVALID_FILTER_COLUMN',
  too_many_filters: 'TOO_MANY_FILTERS',
  filter_json_too_large: 'FILTER_JSON_TOO_LARGE',
  missing_param: 'MISSING_PARAM',
  invalid_project_id: 'INVALID_PROJECT_ID',
  invalid_trace_id: 'INVALID_TRACE_ID',
  invalid_span_id: 'INVALID_SPAN_ID',
  invalid_session_id: 'INVALID_SESSION_ID',
  invalid_hash: 'INVALID_HASH',
};

/** What can be missing, wrong or unreadable, by its word. */
const subjects: Readonly<Record<string, string>> = {
  project: 'PROJECT_NOT_FOUND',
  trace: 'TRACE_NOT_FOUND',
  span: 'SPAN_NOT_FOUND',
  session: 'SESSION_NOT_FOUND',
  file: 'FILE_NOT_FOUND',
  key: 'API_KEY_INVALID',
  token: 'TOKEN_INVALID',
  query: 'QUERY_PARSE_ERROR',
};

const fineCode = ({ code, reason, subject, cause }: DomainError): string | undefined =>
  (reason && codes[reason]) ??
  (subject === undefined ? undefined : subjects[subject]) ??
  (code === 'INTERNAL' && sqlState(cause) !== undefined ? 'STORAGE_ERROR' : undefined);

const methodNotAllowed: Answer = { status: 405, error: 'bad_request', code: 'METHOD_NOT_ALLOWED' };

/** `{"error", "code", "message"}`. */
export const renderOtelError = (error: DomainError): RenderedError => {
  const { status, error: word, code } = error.reason === 'method_not_allowed' ? methodNotAllowed : answers[error.code];
  return { status, body: { error: word, code: fineCode(error) ?? code, message: error.message } };
};
