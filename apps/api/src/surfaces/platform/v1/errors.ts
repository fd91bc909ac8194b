import type { DomainError, ErrorCode } from '@debrief/kernel';

interface Answer {
  readonly status: number;
  readonly code: string;
}

const answers = {
  UNAUTHENTICATED: { status: 401, code: 'unauthorized' },
  FORBIDDEN: { status: 403, code: 'forbidden' },
  NOT_FOUND: { status: 404, code: 'not_found' },
  CONFLICT: { status: 409, code: 'conflict' },
  MALFORMED: { status: 400, code: 'invalid_request' },
  INVALID: { status: 400, code: 'invalid_request' },
  TOO_LARGE: { status: 413, code: 'payload_too_large' },
  UNSUPPORTED: { status: 415, code: 'unsupported_media_type' },
  LIMITED: { status: 429, code: 'rate_limited' },
  UNAVAILABLE: { status: 503, code: 'unavailable' },
  NOT_IMPLEMENTED: { status: 501, code: 'not_implemented' },
  INTERNAL: { status: 500, code: 'internal_error' },
} as const satisfies Record<ErrorCode, Answer>;

const methodNotAllowed: Answer = { status: 405, code: 'method_not_allowed' };

/** What is told of one failure, as an error's body and as an item of a batch's `errors`. */
export const toV1Error = (
  error: DomainError,
): Answer & { readonly message: string; readonly details: Readonly<Record<string, unknown>> } => {
  const answer = error.reason === 'method_not_allowed' ? methodNotAllowed : answers[error.code];
  const [wrong] = Object.entries(error.fields ?? {});
  if (!wrong) return { ...answer, message: error.message, details: error.details ?? {} };
  const [field, problem] = wrong;
  return { ...answer, message: `The '${field}' field ${problem}`, details: { field, ...error.details } };
};

/** `{"error": {"code", "message", "details"}}` (platform.md A). Of several wrong fields the first is named. */
export const renderV1Error = (error: DomainError): { status: number; body: object } => {
  const { status, ...told } = toV1Error(error);
  return { status, body: { error: told } };
};
