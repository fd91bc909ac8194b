import type { DomainError, ErrorCode } from '@debrief/kernel';
import type { ErrorRenderer } from '../../http/rendered-error';

interface Answer {
  readonly status: number;
  readonly code: string;
  /** Fixed words, where clients know them; else the error's own. */
  readonly message?: string;
}

const answers = {
  UNAUTHENTICATED: { status: 401, code: 'INVALID_API_KEY', message: 'Invalid or missing API key' },
  FORBIDDEN: { status: 403, code: 'FORBIDDEN' },
  NOT_FOUND: { status: 404, code: 'NOT_FOUND', message: 'Not found' },
  CONFLICT: { status: 409, code: 'IDEMPOTENCY_CONFLICT' },
  MALFORMED: { status: 400, code: 'MALFORMED_REQUEST', message: 'Malformed request body' },
  INVALID: { status: 422, code: 'VALIDATION_ERROR', message: 'Validation failed' },
  TOO_LARGE: { status: 413, code: 'PAYLOAD_TOO_LARGE' },
  UNSUPPORTED: { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' },
  LIMITED: { status: 429, code: 'RATE_LIMITED', message: 'Rate limit exceeded' },
  UNAVAILABLE: { status: 503, code: 'SERVICE_UNAVAILABLE', message: 'Service temporarily unavailable' },
  NOT_IMPLEMENTED: { status: 501, code: 'NOT_IMPLEMENTED' },
  INTERNAL: { status: 500, code: 'INTERNAL_ERROR', message: 'An unexpected error occurred' },
} as const satisfies Record<ErrorCode, Answer>;

/** Under this path SDKs send; all else of the surface is read. */
export const ingestPath = '/ingest/';
const mayNotIngest = 'Credential may not ingest';

/** `{success, error: {code, message, details}, meta: {requestId, timestamp}}` (telemetry.md §2). `details` only where fields are wrong. */
export const renderTelemetryError: ErrorRenderer = (error, requestId, request) => {
  const { status, code, message = error.message, details } = toAnswer(error, request.originalUrl);
  return {
    status,
    body: {
      success: false,
      error: { code, message, ...(details && { details }) },
      meta: { requestId, timestamp: new Date().toISOString() },
    },
  };
};

const toAnswer = (error: DomainError, url = ''): Answer & { readonly details?: Readonly<Record<string, string>> } => {
  const { code, reason, fields } = error;
  // A cursor is a parameter of the query like any other.
  if (reason === 'invalid_cursor') return { ...answers.INVALID, details: { cursor: 'must be a cursor of this list' } };
  if (code === 'INVALID') return { ...answers.INVALID, details: fields ?? {} };
  if (code !== 'FORBIDDEN') return answers[code];
  return {
    status: answers.FORBIDDEN.status,
    code: reason === 'missing_scope' ? 'INSUFFICIENT_SCOPE' : answers.FORBIDDEN.code,
    message: url.startsWith(ingestPath) ? mayNotIngest : undefined,
  };
};
