import { DomainError, errorCodes, invalid } from '@debrief/kernel';
import { renderPublicError } from './errors';

describe('renderPublicError', () => {
  it('tells each wrong field with its path', () =>
    expect(renderPublicError(invalid('batch.0.id', 'is required'))).toEqual({
      status: 400,
      body: { message: 'Invalid request data', error: [{ path: ['batch', '0', 'id'], message: 'is required' }] },
    }));

  it.each([
    ['UNAUTHENTICATED', 401, 'UnauthorizedError'],
    ['NOT_FOUND', 404, 'LangfuseNotFoundError'],
    ['CONFLICT', 409, 'LangfuseConflictError'],
    ['LIMITED', 429, 'RateLimitError'],
    ['NOT_IMPLEMENTED', 501, 'NotImplementedError'],
  ] as const)('tells %s as Langfuse does', (code, status, kind) =>
    expect(renderPublicError(new DomainError(code, 'why'))).toEqual({ status, body: { message: 'why', error: kind } }),
  );

  it.each(errorCodes)('has words for %s', (code) =>
    expect(renderPublicError(new DomainError(code, 'x')).body).toMatchObject({
      error: expect.stringMatching(/Error$/) as string,
    }),
  );
});
