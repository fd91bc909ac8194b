import type { DomainError, ErrorCode } from '@debrief/kernel';

type Retry = 'after_fix' | 'conditional' | 'backoff';

interface Answer {
  readonly status: number;
  /** What `code` says when the error has no finer reason. */
  readonly code: string;
  readonly retry: Retry;
}

const answers = {
  UNAUTHENTICATED: { status: 401, code: 'unauthorized', retry: 'after_fix' },
  FORBIDDEN: { status: 403, code: 'wrong_principal', retry: 'after_fix' },
  NOT_FOUND: { status: 404, code: 'not_found', retry: 'after_fix' },
  CONFLICT: { status: 409, code: 'conflict', retry: 'conditional' },
  MALFORMED: { status: 400, code: 'malformed_body', retry: 'after_fix' },
  INVALID: { status: 422, code: 'validation_error', retry: 'after_fix' },
  TOO_LARGE: { status: 413, code: 'payload_too_large', retry: 'after_fix' },
  UNSUPPORTED: { status: 415, code: 'unsupported_media_type', retry: 'after_fix' },
  LIMITED: { status: 429, code: 'rate_limited', retry: 'backoff' },
  UNAVAILABLE: { status: 503, code: 'unavailable', retry: 'backoff' },
  NOT_IMPLEMENTED: { status: 501, code: 'not_implemented', retry: 'after_fix' },
  INTERNAL: { status: 500, code: 'internal_error', retry: 'backoff' },
} as const satisfies Record<ErrorCode, Answer>;

/** `{"detail", "code", "request_id", "retry"}`. */
export const renderNativeError = (error: DomainError, requestId: string): { status: number; body: object } => {
  const { status, code, retry } = answers[error.code];
  return { status, body: { detail: error.message, code: error.reason ?? code, request_id: requestId, retry } };
};
