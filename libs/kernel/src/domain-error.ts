/** Every way in which the product can refuse or fail. Closed: each surface maps all of them or does not compile. */
export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'MALFORMED',
  'INVALID',
  'TOO_LARGE',
  'UNSUPPORTED',
  'LIMITED',
  'UNAVAILABLE',
  'NOT_IMPLEMENTED',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** A finer word within a code. Surfaces that publish such words (native `code`) take them from here; the rest ignore it. */
export type ErrorReason =
  | 'key_expired'
  | 'key_revoked'
  | 'token_expired'
  | 'wrong_principal'
  | 'missing_scope'
  | 'missing_role'
  | 'scope_mismatch'
  | 'malformed_encoding'
  | 'invalid_cursor'
  | 'seq_conflict'
  | 'idempotency_conflict'
  | 'ambiguous_id'
  | 'last_owner'
  | 'name_taken'
  | 'project_required'
  | 'workspace_required'
  | 'runner_not_configured'
  | 'project_ambiguous'
  | 'method_not_allowed'
  | 'invalid_order'
  | 'invalid_order_column'
  | 'invalid_timestamp'
  | 'invalid_time_range'
  | 'range_too_large'
  | 'invalid_filter_json'
  | 'invalid_filter_column'
  | 'too_many_filters'
  | 'filter_json_too_large'
  | 'missing_param'
  | 'invalid_project_id'
  | 'invalid_trace_id'
  | 'invalid_span_id'
  | 'invalid_session_id'
  | 'invalid_hash';

export interface ErrorOptions {
  readonly reason?: ErrorReason;
  /** Field path → what is wrong with it; for INVALID, and for MALFORMED where a field is known. */
  readonly fields?: Readonly<Record<string, string>>;
  /**
   * What was looked for and is missing (NOT_FOUND), was presented and is wrong (UNAUTHENTICATED), or cannot be read at all (INVALID), in
   * one word: `trace`, `token`, `query`.
   */
  readonly subject?: string;
  /** Seconds after which a retry makes sense; only for LIMITED and UNAVAILABLE. */
  readonly retryAfter?: number;
  /** Facts for the caller's program, for surfaces with room for them: `{missing: ['code']}`. Never a secret or an inner detail. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The one error type of the product. Its message is shown to the caller: it never holds a secret or an inner detail. */
export class DomainError extends Error {
  readonly reason?: ErrorReason;
  readonly fields?: Readonly<Record<string, string>>;
  readonly subject?: string;
  readonly retryAfter?: number;
  readonly details?: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DomainError';
    this.reason = options.reason;
    this.fields = options.fields;
    this.subject = options.subject;
    this.retryAfter = options.retryAfter;
    this.details = options.details;
  }
}

export const notFound = (what: string, id: string): DomainError =>
  new DomainError('NOT_FOUND', `${what} ${id} not found`, { subject: what });
export const invalid = (field: string, problem: string, reason?: ErrorReason): DomainError =>
  new DomainError('INVALID', `${field} ${problem}`, { fields: { [field]: problem }, reason });
export const conflict = (message: string, reason?: ErrorReason): DomainError =>
  new DomainError('CONFLICT', message, { reason });
export const forbidden = (message: string, reason: ErrorReason): DomainError =>
  new DomainError('FORBIDDEN', message, { reason });
export const unavailable = (message: string, retryAfter: number, cause?: unknown): DomainError =>
  new DomainError('UNAVAILABLE', message, { retryAfter, cause });
