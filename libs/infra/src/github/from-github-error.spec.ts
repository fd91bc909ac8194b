import { describeError } from '../telemetry/log';
import { fromGithubError } from './from-github-error';

const now = Date.parse('2026-01-01T00:00:00Z');
const failure = (status: number, headers: Record<string, string> = {}) =>
  Object.assign(new Error('Bad thing'), {
    status,
    request: { headers: { authorization: 'token canary' }, body: { access_token: 'canary' } },
    response: { headers },
  });

describe('fromGithubError', () => {
  it.each([
    [400, 'INVALID'],
    [401, 'FORBIDDEN'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [409, 'CONFLICT'],
    [410, 'NOT_FOUND'],
    [422, 'INVALID'],
    [500, 'UNAVAILABLE'],
    [502, 'UNAVAILABLE'],
  ])('of %i is %s', (status, code) => expect(fromGithubError(failure(status), now).code).toBe(code));

  it.each([
    [429, {}, 30],
    [429, { 'retry-after': '7' }, 7],
    [403, { 'retry-after': '60' }, 60],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 90) }, 90],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 - 5) }, 1],
    [403, { 'x-ratelimit-remaining': '0' }, 30],
    [429, { 'retry-after': '999999' }, 3600],
  ])('of %i with %j says to wait %i seconds', (status, headers, retryAfter) => {
    expect(fromGithubError(failure(status, headers), now)).toMatchObject({ code: 'UNAVAILABLE', retryAfter });
  });

  it('does not carry the request', () => {
    for (const status of [401, 422, 429, 500]) {
      const error = fromGithubError(failure(status), now);
      expect(JSON.stringify([describeError(error), error.cause, error])).not.toContain('canary');
    }
  });

  it('takes what is no answer for our own failure', () => {
    expect(fromGithubError(new TypeError('x is not a function'), now)).toMatchObject({ code: 'INTERNAL' });
  });
});
