import type { OutboundOutcome } from '@debrief/infra';
import { type Attempt, decideAttempt } from './decide-attempt';

const now = new Date('2026-01-10T00:00:00.000Z');
const answered = (status: number, headers: Record<string, string> = {}): OutboundOutcome => ({
  kind: 'answered',
  status,
  headers,
  body: Buffer.alloc(0),
  isCut: false,
});
const down: OutboundOutcome = { kind: 'failed', reason: 'timeout' };
const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  retries: 0,
  failingSince: null,
  now,
  jitter: 0,
  ...changes,
});
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
const secondsUntilRetry = (outcome: OutboundOutcome, changes: Partial<Attempt> = {}): number | undefined => {
  const { next } = decideAttempt(outcome, attempt(changes));
  return next.kind === 'retry' ? (next.at.getTime() - now.getTime()) / 1_000 : undefined;
};

describe('decideAttempt', () => {
  it.each([200, 201, 204, 299])('takes %i for delivered, and the endpoint for well', (status) =>
    expect(decideAttempt(answered(status), attempt({ failingSince: daysAgo(9) }))).toEqual({
      next: { kind: 'delivered' },
      reason: null,
      responseStatus: status,
      failingSince: null,
      disable: null,
    }),
  );

  it.each<[string, OutboundOutcome, string, number | null]>([
    ['an error of the server', answered(500), 'http_status', 500],
    ['an error of the client', answered(404), 'http_status', 404],
    ['an odd status', answered(304), 'http_status', 304],
    ['a redirect', { kind: 'refused', reason: 'redirect', status: 307 }, 'redirect', 307],
    ['an address that may not be called', { kind: 'refused', reason: 'private', status: null }, 'private', null],
    ['silence', down, 'timeout', null],
  ])('tries again after %s', (_name, outcome, reason, responseStatus) =>
    expect(decideAttempt(outcome, attempt())).toEqual({
      next: { kind: 'retry', at: new Date(now.getTime() + 5_000) },
      reason,
      responseStatus,
      failingSince: now,
      disable: null,
    }),
  );

  it('waits longer each time, and gives up after ten attempts over three days', () => {
    const waits = Array.from({ length: 11 }, (_, retries) => secondsUntilRetry(down, { retries }));
    expect(waits).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, undefined, undefined]);
    expect(decideAttempt(down, attempt({ retries: 9 })).next).toEqual({ kind: 'failed' });
  });

  it('spreads retries by a fifth', () => {
    expect(secondsUntilRetry(down, { retries: 1, jitter: 0.5 })).toBe(330);
    expect(secondsUntilRetry(down, { retries: 1, jitter: 1 })).toBe(360);
  });

  it.each<[string, number]>([
    ['120', 120],
    [' 120 ', 120],
    ['1', 5],
    ['0', 5],
    ['999999999999', 86_400],
    ['Sat, 10 Jan 2026 00:10:00 GMT', 600],
    ['Fri, 09 Jan 2026 00:00:00 GMT', 5],
    ['Sat, 10 Jan 2037 00:00:00 GMT', 86_400],
    ['soon', 5],
    ['-5', 5],
    ['', 5],
  ])('of Retry-After %j waits %i s', (value, seconds) =>
    expect(secondsUntilRetry(answered(503, { 'retry-after': value }))).toBe(seconds),
  );

  it('ends the endpoint that is gone, whatever else it did', () =>
    expect(decideAttempt(answered(410), attempt())).toMatchObject({
      next: { kind: 'failed' },
      responseStatus: 410,
      disable: 'gone',
    }));

  it.each<[string, Partial<Attempt>, 'failing' | null]>([
    ['has failed for less than five days', { failingSince: daysAgo(4.99), retries: 8 }, null],
    ['has failed for five days', { failingSince: daysAgo(5), retries: 8 }, 'failing'],
    ['failed long ago and is tried for the first time since', { failingSince: daysAgo(50), retries: 0 }, null],
    ['failed long ago, and fails for five minutes now', { failingSince: daysAgo(50), retries: 2 }, 'failing'],
  ])('of an endpoint that %s disables: %s', (_name, changes, disable) => {
    const decision = decideAttempt(down, attempt(changes));
    expect(decision.disable).toBe(disable);
    expect(decision.next.kind).toBe(disable ? 'failed' : 'retry');
    expect(decision.failingSince).toEqual(changes.failingSince);
  });
});
