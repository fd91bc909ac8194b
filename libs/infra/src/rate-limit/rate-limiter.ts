import { Redis } from 'ioredis';
import type { Log } from '../telemetry/log';
import { type BucketLeft, MemoryBuckets, RedisBuckets } from './bucket-store';
import { limitOf, type Plan, type RateBucket } from './plans';
import type { BucketSize } from './token-bucket';

/** What is left of a caller's rate. `retryAfter` (seconds) is set when the request is refused. */
export interface Allowance {
  /** Requests a minute. */
  readonly limit: number;
  /** Of these; the burst beyond them is not told. */
  readonly remaining: number;
  /** Unix second at which the caller has everything again. */
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

/** Credentials that are wrong: so many a minute of one address. */
const failuresPerMinute = 60;

/**
 * Takes tokens from buckets that fill steadily (platform.md A). With Redis all processes share them; while Redis does not answer each
 * process counts alone (a caller may then reach the limit once per process), because a lost counter must not become an outage.
 */
export class RateLimiter {
  private readonly redis: Redis | null;
  private readonly shared: RedisBuckets | null;
  private readonly own = new MemoryBuckets();

  constructor(config: { readonly redis: { readonly url: string } | null }, log: Log) {
    this.redis = config.redis && connect(config.redis.url, log);
    this.shared = this.redis && new RedisBuckets(this.redis);
  }

  /** Takes one request from the caller's bucket. Never throws. */
  async consume(plan: Plan, bucket: RateBucket, caller: string, now = Date.now()): Promise<Allowance> {
    const { perMinute, burst } = limitOf(plan, bucket);
    return this.take(`${bucket}:${plan}:${caller}`, { perMinute, burst }, now);
  }

  /** Notes a credential that was wrong. Never throws. */
  async noteFailure(address: string, now = Date.now()): Promise<Allowance> {
    return this.take(`failures:${address}`, { perMinute: failuresPerMinute, burst: 0 }, now);
  }

  /** Whether all processes count together now. */
  get isShared(): boolean {
    return this.redis?.status === 'ready';
  }

  close(): void {
    this.redis?.disconnect();
  }

  private async take(
    name: string,
    { perMinute, burst }: { readonly perMinute: number; readonly burst: number },
    now: number,
  ): Promise<Allowance> {
    const size: BucketSize = { capacity: perMinute + burst, perSecond: perMinute / 60 };
    const { tokens, isTaken } = await this.takeFrom(name, size, now);
    return {
      limit: perMinute,
      remaining: Math.max(0, Math.floor(tokens - burst)),
      resetAt: Math.ceil(now / 1000 + (size.capacity - tokens) / size.perSecond),
      retryAfter: isTaken ? null : Math.max(1, Math.ceil((1 - tokens) / size.perSecond)),
    };
  }

  private async takeFrom(name: string, size: BucketSize, now: number): Promise<BucketLeft> {
    if (!this.shared || !this.isShared) return this.own.take(name, size, now);
    return this.shared.take(name, size).catch(() => this.own.take(name, size, now));
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
