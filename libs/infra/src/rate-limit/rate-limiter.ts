import { Redis } from 'ioredis';
import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Log } from '../telemetry/log';
import { limitOf, type Plan, type RateBucket } from './plans';

/** What is left of a caller's rate. `retryAfter` (seconds) is set when the request is refused. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds at which the window ends. */
  readonly resetAt: number;
  readonly retryAfter: number | null;
}

/** Stands for "no limit" where a header wants a number. */
const noLimit = 2_147_483_647;

export const unlimited = (now: number): Allowance => ({
  limit: noLimit,
  remaining: noLimit,
  resetAt: Math.ceil(now / 1000),
  retryAfter: null,
});

const windowSeconds = 60;

/**
 * Counts requests per caller. With Redis all processes share the count; while Redis does not answer each process counts alone
 * (a caller may then reach the limit once per process), because a lost counter must not become an outage.
 */
export class RateLimiter {
  private readonly redis: Redis | null;
  private readonly limiters = new Map<string, BurstyRateLimiter>();

  constructor(config: { readonly redis: { readonly url: string } | null }, log: Log) {
    this.redis = config.redis && connect(config.redis.url, log);
  }

  /** Takes one request from the caller's bucket. Never throws. */
  async consume(plan: Plan, bucket: RateBucket, caller: string, now = Date.now()): Promise<Allowance> {
    const { perMinute } = limitOf(plan, bucket);
    const result = await this.limiter(plan, bucket)
      .consume(caller)
      .then((left) => ({ left, refused: false }))
      .catch((left: unknown) => ({ left, refused: true }));
    if (!(result.left instanceof RateLimiterRes)) return unlimited(now);
    const { remainingPoints, msBeforeNext } = result.left;
    return {
      limit: perMinute,
      remaining: remainingPoints,
      resetAt: Math.ceil((now + msBeforeNext) / 1000),
      retryAfter: result.refused ? Math.max(1, Math.ceil(msBeforeNext / 1000)) : null,
    };
  }

  /** Whether all processes count together now. */
  get isShared(): boolean {
    return this.redis?.status === 'ready';
  }

  close(): void {
    this.redis?.disconnect();
  }

  private limiter(plan: Plan, bucket: RateBucket): BurstyRateLimiter {
    const name = `${bucket}:${plan}`;
    let limiter = this.limiters.get(name);
    if (!limiter) {
      const { perMinute, burst } = limitOf(plan, bucket);
      limiter = new BurstyRateLimiter(this.counter(`rate:${name}`, perMinute), this.counter(`burst:${name}`, burst));
      this.limiters.set(name, limiter);
    }
    return limiter;
  }

  private counter(keyPrefix: string, points: number): RateLimiterRedis | RateLimiterMemory {
    const memory = new RateLimiterMemory({ keyPrefix, points, duration: windowSeconds });
    if (!this.redis) return memory;
    return new RateLimiterRedis({
      storeClient: this.redis,
      keyPrefix: `debrief:${keyPrefix}`,
      points,
      duration: windowSeconds,
      // A caller who is over the limit is refused without asking Redis again.
      inMemoryBlockOnConsumed: points + 1,
      rejectIfRedisNotReady: true,
      insuranceLimiter: memory,
    });
  }
}

const connect = (url: string, log: Log): Redis => {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 250,
    connectionName: 'debrief-rate-limit',
  });
  let reported = false;
  redis.on('ready', () => (reported = false));
  redis.on('error', (error) => {
    if (!reported) log.warn({ err: error }, 'Redis does not answer: rate limits are counted per process');
    reported = true;
  });
  return redis;
};
