import { DomainError, errorCodes, notFound } from '@debrief/kernel';
import { renderV1Error } from './errors';

describe('renderV1Error', () => {
  it.each([
    [
      'a field that is missing',
      new DomainError('INVALID', 'traceId is required', { fields: { traceId: 'is required' } }),
      400,
      { code: 'invalid_request', message: "The 'traceId' field is required", details: { field: 'traceId' } },
    ],
    [
      'facts for a program',
      new DomainError('INVALID', '2 variables are missing', { details: { missing: ['a', 'b'] } }),
      400,
      { code: 'invalid_request', message: '2 variables are missing', details: { missing: ['a', 'b'] } },
    ],
    [
      'what is not there',
      notFound('trace', 'x'),
      404,
      { code: 'not_found', message: 'trace x not found', details: {} },
    ],
    [
      'a method that the path does not have',
      new DomainError('NOT_FOUND', 'Method not allowed', { reason: 'method_not_allowed' }),
      405,
      { code: 'method_not_allowed', message: 'Method not allowed', details: {} },
    ],
  ])('tells %s', (_what, error, status, told) =>
    expect(renderV1Error(error)).toEqual({ status, body: { error: told } }),
  );

  it('tells the first of several wrong fields', () => {
    const error = new DomainError('INVALID', 'x', { fields: { a: 'is required', b: 'must be a string' } });
    expect(renderV1Error(error).body).toMatchObject({ error: { details: { field: 'a' } } });
  });

  it.each(errorCodes)('has a status and a code for %s', (code) =>
    expect(renderV1Error(new DomainError(code, 'x'))).toMatchObject({
      status: expect.any(Number) as number,
      body: { error: { code: expect.stringMatching(/^[a-z_]+$/) as string } },
    }),
  );
});
