import { DomainError, type ErrorCode, unavailable } from '@debrief/kernel';

interface GithubFailure {
  /** Of the answer; Octokit says 500 where there was none. */
  readonly status?: unknown;
  readonly message?: unknown;
  readonly response?: { readonly headers?: Readonly<Record<string, string | number | undefined>> };
}

const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'INVALID',
  401: 'FORBIDDEN',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  410: 'NOT_FOUND',
  422: 'INVALID',
  451: 'FORBIDDEN',
};

const retrySeconds = 30;
const maxMessage = 500;

/**
 * What GitHub refused, as the product's error: rate limits, failures and silence are UNAVAILABLE. Octokit's own error stays
 * behind: it holds the request. Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 * @param now unix milliseconds
 */
export const fromGithubError = (error: unknown, now: number): DomainError => {
  const { status, message, response } = error as GithubFailure;
  if (typeof status !== 'number') return new DomainError('INTERNAL', 'The call to GitHub failed', { cause: error });
  const text = String(message).slice(0, maxMessage);
  const cause = new Error(`GitHub: ${status} ${text}`);
  const wait = rateLimitSeconds(status, response?.headers ?? {}, now);
  if (wait !== undefined) return unavailable('GitHub asks to wait', wait, cause);
  const code = codeOfStatus[status];
  return code
    ? new DomainError(code, `GitHub refused: ${text}`, { cause })
    : unavailable('GitHub does not answer', retrySeconds, cause);
};

/** Seconds to wait, where the answer says that the rate is used up; GitHub says it with 403 as well as with 429. */
const rateLimitSeconds = (
  status: number,
  headers: Readonly<Record<string, string | number | undefined>>,
  now: number,
): number | undefined => {
  if (status !== 403 && status !== 429) return undefined;
  const after = headers['retry-after'];
  if (after !== undefined) return toSeconds(Number(after));
  if (String(headers['x-ratelimit-remaining']) === '0')
    return toSeconds(Number(headers['x-ratelimit-reset']) - now / 1000);
  return status === 429 ? retrySeconds : undefined;
};

const toSeconds = (seconds: number): number =>
  Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 1), 3600) : retrySeconds;
