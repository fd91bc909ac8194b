import type { DomainError, ErrorCode } from '@debrief/kernel';

interface Answer {
  readonly status: number;
  readonly error: string;
}

const answers = {
  UNAUTHENTICATED: { status: 401, error: 'UnauthorizedError' },
  FORBIDDEN: { status: 403, error: 'ForbiddenError' },
  NOT_FOUND: { status: 404, error: 'LangfuseNotFoundError' },
  CONFLICT: { status: 409, error: 'LangfuseConflictError' },
  MALFORMED: { status: 400, error: 'InvalidRequestError' },
  INVALID: { status: 400, error: 'InvalidRequestError' },
  TOO_LARGE: { status: 413, error: 'InvalidRequestError' },
  UNSUPPORTED: { status: 415, error: 'InvalidRequestError' },
  LIMITED: { status: 429, error: 'RateLimitError' },
  UNAVAILABLE: { status: 503, error: 'ServiceUnavailableError' },
  NOT_IMPLEMENTED: { status: 501, error: 'NotImplementedError' },
  INTERNAL: { status: 500, error: 'InternalServerError' },
} as const satisfies Record<ErrorCode, Answer>;

const methodNotAllowed: Answer = { status: 405, error: 'MethodNotAllowedError' };

/** `{"message", "error"}`, as Langfuse SDKs parse it (platform.md C1); with wrong fields `error` lists each with its path. */
export const renderPublicError = (error: DomainError): { status: number; body: object } => {
  const { status, error: kind } = error.reason === 'method_not_allowed' ? methodNotAllowed : answers[error.code];
  if (!error.fields) return { status, body: { message: error.message, error: kind } };
  const wrong = Object.entries(error.fields).map(([field, message]) => ({ path: field.split('.'), message }));
  return { status, body: { message: 'Invalid request data', error: wrong } };
};
