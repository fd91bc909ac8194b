import type { OutboundOutcome } from '@debrief/infra';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Seconds from one attempt to the next: the example of the Standard Webhooks specification, ten attempts over three days. */
const delays: readonly number[] = [
  5,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/** An endpoint at which nothing arrived for this long is disabled. */
const patienceSeconds = 5 * day;
/** By then a message has been tried for five minutes: a short outage, long after an older one, disables nothing. */
const retriesBeforeDisabling = 2;
const jitterShare = 0.2;

export interface Attempt {
  /** Retries before this attempt. */
  readonly retries: number;
  /** First failure after which nothing was delivered to the endpoint. */
  readonly failingSince: Date | null;
  readonly now: Date;
  /** 0 to 1: spreads retries, so that what failed together does not come back together. */
  readonly jitter: number;
}

export interface AttemptDecision {
  readonly next:
    { readonly kind: 'delivered' } | { readonly kind: 'retry'; readonly at: Date } | { readonly kind: 'failed' };
  /** Null: it was delivered. */
  readonly reason: string | null;
  readonly responseStatus: number | null;
  readonly failingSince: Date | null;
  readonly disable: 'gone' | 'failing' | null;
}

/**
 * What follows from an attempt. 2xx is success and 410 the end of the endpoint; all else, redirects and refusals included, is a
 * failure that is tried again: what is wrong with a host may pass. (Standard Webhooks, "Deliverability and reliability".)
 */
export const decideAttempt = (outcome: OutboundOutcome, attempt: Attempt): AttemptDecision => {
  const responseStatus = outcome.kind === 'failed' ? null : outcome.status;
  if (outcome.kind === 'answered' && outcome.status >= 200 && outcome.status <= 299)
    return { next: { kind: 'delivered' }, reason: null, responseStatus, failingSince: null, disable: null };
  const failingSince = attempt.failingSince ?? attempt.now;
  const reason = outcome.kind === 'answered' ? 'http_status' : outcome.reason;
  const disable = decideDisabling(responseStatus, failingSince, attempt);
  const delay = disable === null ? delays[attempt.retries] : undefined;
  if (delay === undefined) return { next: { kind: 'failed' }, reason, responseStatus, failingSince, disable };
  const seconds = Math.max(delay * (1 + jitterShare * attempt.jitter), readRetryAfter(outcome, attempt.now));
  const at = new Date(attempt.now.getTime() + Math.round(seconds * 1_000));
  return { next: { kind: 'retry', at }, reason, responseStatus, failingSince, disable };
};

const decideDisabling = (status: number | null, failingSince: Date, { now, retries }: Attempt) => {
  if (status === 410) return 'gone';
  const failingSeconds = (now.getTime() - failingSince.getTime()) / 1_000;
  return failingSeconds >= patienceSeconds && retries >= retriesBeforeDisabling ? 'failing' : null;
};

/** Seconds that the host asks to wait (RFC 9110, 10.2.3: a number or a date), a day at most; 0 when it asks for none. */
const readRetryAfter = (outcome: OutboundOutcome, now: Date): number => {
  const value = outcome.kind === 'answered' ? (outcome.headers['retry-after'] ?? '').trim().slice(0, 64) : '';
  if (/^[0-9]+$/.test(value)) return Math.min(Number(value), day);
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : Math.min(Math.max((date - now.getTime()) / 1_000, 0), day);
};
