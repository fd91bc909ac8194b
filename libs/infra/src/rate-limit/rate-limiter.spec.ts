import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createLog } from '../telemetry/log';
import { limitOf, type Plan, type RateBucket } from './plans';
import { type Allowance, RateLimiter } from './rate-limiter';

const log = createLog('silent');

/** Asks until refused; at most `cap` times. */
const exhaust = async (
  limiter: RateLimiter,
  plan: Plan,
  bucket: RateBucket,
  caller: string,
  cap = 1000,
): Promise<Allowance[]> => {
  const answers: Allowance[] = [];
  while (answers.length < cap && answers.at(-1)?.retryAfter == null)
    answers.push(await limiter.consume(plan, bucket, caller));
  return answers;
};

describe('RateLimiter', () => {
  it('allows the rate and then the burst, and says what is left', async () => {
    const limiter = new RateLimiter({ redis: null }, log);
    const answers = await exhaust(limiter, 'free', 'general', 'key:1');
    expect(answers).toHaveLength(60 + 10 + 1);
    expect(answers[0]).toMatchObject({ limit: 60, remaining: 59, retryAfter: null });
    expect(answers[65]).toMatchObject({ limit: 60, remaining: 0, retryAfter: null });
    const { retryAfter, resetAt } = answers.at(-1)!;
    expect(retryAfter).toBe(1);
    expect(resetAt).toBeGreaterThan(Date.now() / 1000 + 60);
    expect(resetAt).toBeLessThanOrEqual(Date.now() / 1000 + 71);
  });

  it('gives back what time brings, and forgets nothing of it', async () => {
    const limiter = new RateLimiter({ redis: null }, log);
    const now = Date.now();
    for (let i = 0; i < 70; i += 1) await limiter.consume('free', 'general', 'key:1', now);
    expect(await limiter.consume('free', 'general', 'key:1', now + 500)).toMatchObject({ retryAfter: 1 });
    expect(await limiter.consume('free', 'general', 'key:1', now + 1000)).toMatchObject({ retryAfter: null });
    expect(await limiter.consume('free', 'general', 'key:1', now + 91_000)).toMatchObject({ remaining: 59 });
  });

  it('refuses wrong credentials of an address from the 61st within a minute', async () => {
    const limiter = new RateLimiter({ redis: null }, log);
    const now = Date.now();
    for (let i = 0; i < 60; i += 1)
      expect(await limiter.noteFailure('10.0.0.1', now)).toMatchObject({ retryAfter: null });
    expect(await limiter.noteFailure('10.0.0.1', now)).toMatchObject({ retryAfter: 1 });
    expect(await limiter.noteFailure('10.0.0.2', now)).toMatchObject({ retryAfter: null });
  });

  it('counts callers and buckets apart', async () => {
    const limiter = new RateLimiter({ redis: null }, log);
    await exhaust(limiter, 'free', 'general', 'key:1');
    expect(await limiter.consume('free', 'general', 'key:2')).toMatchObject({ remaining: 59 });
    expect(await limiter.consume('free', 'ingest', 'key:1')).toMatchObject({ limit: 600, remaining: 599 });
  });

  it.each([
    ['free', 'general', 60, 10],
    ['free', 'ingest', 600, 100],
    ['pro', 'general', 600, 100],
    ['pro', 'ingest', 6000, 1000],
    ['enterprise', 'general', 6000, 1000],
    ['enterprise', 'ingest', 60_000, 10_000],
  ] as const)('gives %s %s %i a minute and a burst of %i', (plan, bucket, perMinute, burst) => {
    expect(limitOf(plan, bucket)).toEqual({ perMinute, burst });
  });

  it.each([
    ['is absent', async (): Promise<Server> => listen(undefined)],
    ['does not answer', async (): Promise<Server> => listen(() => undefined)],
  ])('still limits, by itself, when Redis %s', async (_name, start) => {
    const server = await start();
    const { port } = server.address() as AddressInfo;
    if (_name === 'is absent') server.close();
    const limiter = new RateLimiter({ redis: { url: `redis://127.0.0.1:${port}` } }, log);
    expect(await exhaust(limiter, 'free', 'general', `key:${randomUUID()}`)).toHaveLength(60 + 10 + 1);
    limiter.close();
    server.close();
  });
});

const listen = async (onConnection: (() => void) | undefined): Promise<Server> => {
  const server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};
