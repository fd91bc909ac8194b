import { DomainError, type ErrorCode, type ErrorOptions } from '@debrief/kernel';
import { renderOtelError } from './errors';

describe('renderOtelError', () => {
  it.each<[ErrorCode, ErrorOptions, number, string, string]>([
    ['UNAUTHENTICATED', {}, 401, 'unauthorized', 'AUTH_REQUIRED'],
    ['UNAUTHENTICATED', { subject: 'key' }, 401, 'unauthorized', 'API_KEY_INVALID'],
    ['UNAUTHENTICATED', { subject: 'key', reason: 'key_expired' }, 401, 'unauthorized', 'API_KEY_INVALID'],
    ['UNAUTHENTICATED', { subject: 'token' }, 401, 'unauthorized', 'TOKEN_INVALID'],
    ['UNAUTHENTICATED', { reason: 'token_expired' }, 401, 'unauthorized', 'TOKEN_EXPIRED'],
    ['FORBIDDEN', { reason: 'missing_scope' }, 403, 'forbidden', 'INSUFFICIENT_SCOPE'],
    ['NOT_FOUND', {}, 404, 'not_found', 'NOT_FOUND'],
    ['NOT_FOUND', { subject: 'project' }, 404, 'not_found', 'PROJECT_NOT_FOUND'],
    ['NOT_FOUND', { subject: 'trace' }, 404, 'not_found', 'TRACE_NOT_FOUND'],
    ['NOT_FOUND', { subject: 'span' }, 404, 'not_found', 'SPAN_NOT_FOUND'],
    ['NOT_FOUND', { subject: 'session' }, 404, 'not_found', 'SESSION_NOT_FOUND'],
    ['NOT_FOUND', { subject: 'file' }, 404, 'not_found', 'FILE_NOT_FOUND'],
    ['NOT_FOUND', { reason: 'method_not_allowed' }, 405, 'bad_request', 'METHOD_NOT_ALLOWED'],
    ['CONFLICT', { reason: 'project_ambiguous' }, 409, 'conflict', 'PROJECT_AMBIGUOUS'],
    ['MALFORMED', {}, 400, 'bad_request', 'JSON_PARSE_ERROR'],
    ['MALFORMED', { reason: 'invalid_cursor' }, 400, 'bad_request', 'INVALID_CURSOR'],
    ['INVALID', {}, 400, 'bad_request', 'VALIDATION_ERROR'],
    ['INVALID', { subject: 'query' }, 400, 'bad_request', 'QUERY_PARSE_ERROR'],
    ['INVALID', { reason: 'invalid_order' }, 400, 'bad_request', 'INVALID_ORDER'],
    ['INVALID', { reason: 'invalid_order_column' }, 400, 'bad_request', 'INVALID_ORDER_COLUMN'],
    ['INVALID', { reason: 'invalid_timestamp' }, 400, 'bad_request', 'INVALID_TIMESTAMP'],
    ['INVALID', { reason: 'invalid_filter_json' }, 400, 'bad_request', 'INVALID_FILTER_JSON'],
    ['INVALID', { reason: 'invalid_filter_column' }, 400, 'bad_request', 'INVALID_FILTER_COLUMN'],
    ['INVALID', { reason: 'too_many_filters' }, 400, 'bad_request', 'TOO_MANY_FILTERS'],
    ['INVALID', { reason: 'filter_json_too_large' }, 400, 'bad_request', 'FILTER_JSON_TOO_LARGE'],
    ['TOO_LARGE', {}, 413, 'bad_request', 'PAYLOAD_TOO_LARGE'],
    ['UNSUPPORTED', {}, 415, 'bad_request', 'UNSUPPORTED_MEDIA_TYPE'],
    ['LIMITED', {}, 429, 'too_many_requests', 'RATE_LIMITED'],
    ['INTERNAL', {}, 500, 'internal_error', 'INTERNAL'],
    ['UNAVAILABLE', {}, 503, 'service_unavailable', 'SERVICE_UNAVAILABLE'],
  ])('writes %s %j as %s %s %s', (code, options, status, error, fine) => {
    expect(renderOtelError(new DomainError(code, 'what happened', options))).toEqual({
      status,
      body: { error, code: fine, message: 'what happened' },
    });
  });
});
