import { retry } from '@octokit/plugin-retry';
import { Octokit } from '@octokit/rest';

export type OctokitOptions = ConstructorParameters<typeof Octokit>[0];

/** For one attempt. */
const timeoutMs = 20_000;
const readRetries = 2;

const RetryingOctokit = Octokit.plugin(retry);
export type GithubClient = InstanceType<typeof RetryingOctokit>;

/** Octokit writes to the console by default; what fails is told by the error that it throws. */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * Octokit as the product uses it: each attempt ends in time, redirects are not followed with a credential, and only reads are
 * tried again.
 */
export const createOctokit = (options: OctokitOptions): GithubClient => {
  const octokit = new RetryingOctokit({
    userAgent: 'debrief',
    log: silent,
    request: { fetch: fetchInTime },
    retry: {
      retries: readRetries,
      retryAfterBaseValue: 250,
      doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451],
    },
    ...options,
  });
  // Only where reads are not meant: a number set here would have the plugin retry every status.
  octokit.hook.before('request', (request) => {
    if (request.method !== 'GET') request.request = { ...request.request, retries: 0 };
  });
  return octokit;
};

const fetchInTime: typeof fetch = (input, init) =>
  fetch(input, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
