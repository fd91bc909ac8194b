import type { DomainError, ErrorCode } from '@debrief/kernel';

interface Answer {
  readonly status: number;
  readonly code: string;
}

const answers = {
  UNAUTHENTICATED: { status: 401, code: 'UNAUTHORIZED' },
  FORBIDDEN: { status: 403, code: 'FORBIDDEN' },
  NOT_FOUND: { status: 404, code: 'NOT_FOUND' },
  CONFLICT: { status: 409, code: 'CONFLICT' },
  MALFORMED: { status: 400, code: 'VALIDATION_ERROR' },
  INVALID: { status: 400, code: 'VALIDATION_ERROR' },
  TOO_LARGE: { status: 413, code: 'PAYLOAD_TOO_LARGE' },
  UNSUPPORTED: { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' },
  LIMITED: { status: 429, code: 'RATE_LIMIT_EXCEEDED' },
  UNAVAILABLE: { status: 503, code: 'SERVICE_UNAVAILABLE' },
  NOT_IMPLEMENTED: { status: 501, code: 'NOT_IMPLEMENTED' },
  INTERNAL: { status: 500, code: 'INTERNAL_ERROR' },
} as const satisfies Record<ErrorCode, Answer>;

const methodNotAllowed: Answer = { status: 405, code: 'METHOD_NOT_ALLOWED' };

/** `{"success": false, "error": {"code", "message"}}` (sessions.md §1). */
export const renderSessionsError = (error: DomainError): { status: number; body: object } => {
  const { status, code } = error.reason === 'method_not_allowed' ? methodNotAllowed : answers[error.code];
  const retry = error.code === 'LIMITED' && error.retryAfter !== undefined && { retryAfterMs: error.retryAfter * 1000 };
  return { status, body: { success: false, error: { code, message: error.message, ...retry } } };
};
