import type { GrpcRefusal } from '@debrief/infra';
import { encodeStatus, type StatusAnswer } from '@debrief/ingestion';
import type { DomainError, ErrorCode } from '@debrief/kernel';
import type { ErrorRenderer } from '../../http/rendered-error';
import { answerTypeOf, findEncoding } from './export-body';

interface Answer {
  readonly status: number;
  /** google.rpc.Code */
  readonly code: number;
}

/** Exporters send again after 503 and give up after 500: a reason that we do not know may be gone the next time. */
const answers = {
  UNAUTHENTICATED: { status: 401, code: 16 },
  FORBIDDEN: { status: 403, code: 7 },
  NOT_FOUND: { status: 404, code: 5 },
  CONFLICT: { status: 409, code: 9 },
  MALFORMED: { status: 400, code: 3 },
  INVALID: { status: 400, code: 3 },
  TOO_LARGE: { status: 413, code: 8 },
  UNSUPPORTED: { status: 415, code: 3 },
  LIMITED: { status: 429, code: 8 },
  UNAVAILABLE: { status: 503, code: 14 },
  NOT_IMPLEMENTED: { status: 501, code: 12 },
  INTERNAL: { status: 503, code: 14 },
} as const satisfies Record<ErrorCode, Answer>;

const methodNotAllowed: Answer = { status: 405, code: 12 };
const defaultRetrySeconds = 1;

/** What is said of an error, whatever carries it. */
const toAnswer = (error: DomainError): Answer & { readonly answer: StatusAnswer } => {
  const { status, code } = error.reason === 'method_not_allowed' ? methodNotAllowed : answers[error.code];
  const isTransient = status === 429 || status === 503;
  const retryAfter = isTransient ? (error.retryAfter ?? defaultRetrySeconds) : undefined;
  const violations =
    error.fields && Object.entries(error.fields).map(([field, description]) => ({ field, description }));
  return { status, code, answer: { code, message: error.message, violations, retryAfter } };
};

/** `google.rpc.Status` in the encoding of the request; in JSON where its type is not known. */
export const renderOtlpError: ErrorRenderer = (error, _requestId, request) => {
  const { status, answer } = toAnswer(error);
  const encoding = findEncoding(request) ?? 'json';
  return {
    status,
    bytes: encodeStatus(encoding, answer),
    contentType: answerTypeOf(request),
    retryAfter: answer.retryAfter,
  };
};

/** The same over gRPC. */
export const toGrpcRefusal = (error: DomainError): GrpcRefusal => {
  const { code, answer } = toAnswer(error);
  return { code, message: answer.message, details: encodeStatus('protobuf', answer) };
};
