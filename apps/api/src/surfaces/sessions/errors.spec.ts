import { DomainError, errorCodes, invalid, notFound } from '@debrief/kernel';
import { rendererFor } from '../../http/error-renderers';
import { renderSessionsError } from './errors';

it.each([
  [invalid('limit', 'must be a whole number'), 400, 'VALIDATION_ERROR', 'limit must be a whole number'],
  [
    new DomainError('MALFORMED', 'cursor is not one of this list', { reason: 'invalid_cursor' }),
    400,
    'VALIDATION_ERROR',
    'cursor is not one of this list',
  ],
  [new DomainError('UNAUTHENTICATED', 'no'), 401, 'UNAUTHORIZED', 'no'],
  [new DomainError('FORBIDDEN', 'no', { reason: 'missing_scope' }), 403, 'FORBIDDEN', 'no'],
  [notFound('session', 's'), 404, 'NOT_FOUND', 'session s not found'],
  [new DomainError('NOT_FOUND', 'use GET', { reason: 'method_not_allowed' }), 405, 'METHOD_NOT_ALLOWED', 'use GET'],
  [new DomainError('UNAVAILABLE', 'later', { retryAfter: 1 }), 503, 'SERVICE_UNAVAILABLE', 'later'],
  [new DomainError('INTERNAL', 'oops'), 500, 'INTERNAL_ERROR', 'oops'],
])('%s is answered with %s %s', (error, status, code, message) => {
  expect(renderSessionsError(error)).toEqual({ status, body: { success: false, error: { code, message } } });
});

it('a limit says in milliseconds when to come again', () => {
  expect(renderSessionsError(new DomainError('LIMITED', 'slow down', { retryAfter: 3 }))).toEqual({
    status: 429,
    body: { success: false, error: { code: 'RATE_LIMIT_EXCEEDED', message: 'slow down', retryAfterMs: 3000 } },
  });
});

it('every error has a status and a code', () => {
  for (const code of errorCodes)
    expect(renderSessionsError(new DomainError(code, 'x'))).toMatchObject({ status: expect.any(Number) });
});

it.each([
  ['/api/projects/p/sessions', true],
  ['/api/projects/p/sessions?limit=1', true],
  ['/api/projects/p%2Fq/sessions/s/traces', true],
  ['/api/projects/p/sessionsx', false],
  ['/api/projects/p', false],
  ['/api/sessions', false],
])('%s is answered in the form of sessions: %s', (path, isOurs) => {
  expect(rendererFor(path) === renderSessionsError).toBe(isOurs);
});
