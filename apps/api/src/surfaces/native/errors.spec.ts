import { DomainError, type ErrorCode, type ErrorReason } from '@debrief/kernel';
import { renderNativeError } from './errors';

describe('renderNativeError', () => {
  it.each<[ErrorCode, ErrorReason | undefined, number, string, string]>([
    ['MALFORMED', undefined, 400, 'malformed_body', 'after_fix'],
    ['MALFORMED', 'malformed_encoding', 400, 'malformed_encoding', 'after_fix'],
    ['MALFORMED', 'invalid_cursor', 400, 'invalid_cursor', 'after_fix'],
    ['UNAUTHENTICATED', undefined, 401, 'unauthorized', 'after_fix'],
    ['UNAUTHENTICATED', 'token_expired', 401, 'token_expired', 'after_fix'],
    ['FORBIDDEN', 'missing_scope', 403, 'missing_scope', 'after_fix'],
    ['NOT_FOUND', undefined, 404, 'not_found', 'after_fix'],
    ['CONFLICT', 'seq_conflict', 409, 'seq_conflict', 'conditional'],
    ['TOO_LARGE', undefined, 413, 'payload_too_large', 'after_fix'],
    ['UNSUPPORTED', undefined, 415, 'unsupported_media_type', 'after_fix'],
    ['INVALID', undefined, 422, 'validation_error', 'after_fix'],
    ['INVALID', 'project_required', 422, 'project_required', 'after_fix'],
    ['LIMITED', undefined, 429, 'rate_limited', 'backoff'],
    ['INTERNAL', undefined, 500, 'internal_error', 'backoff'],
    ['UNAVAILABLE', undefined, 503, 'unavailable', 'backoff'],
  ])('writes %s %s', (code, reason, status, word, retry) => {
    expect(renderNativeError(new DomainError(code, 'what happened', { reason }), 'id-1')).toEqual({
      status,
      body: { detail: 'what happened', code: word, request_id: 'id-1', retry },
    });
  });
});
