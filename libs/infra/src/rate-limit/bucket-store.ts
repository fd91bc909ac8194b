import type { Redis } from 'ioredis';
import { type BucketSize, type BucketState, refill, takeToken } from './token-bucket';

/** What is left of a bucket after a request. */
export interface BucketLeft {
  readonly tokens: number;
  readonly isTaken: boolean;
}

/** Where buckets are kept. */
export interface BucketStore {
  take(name: string, size: BucketSize, now: number): Promise<BucketLeft>;
}

const keptBuckets = 10_000;

/** Buckets of this process. */
export class MemoryBuckets implements BucketStore {
  private readonly buckets = new Map<string, { readonly state: BucketState; readonly size: BucketSize }>();

  async take(name: string, size: BucketSize, now: number): Promise<BucketLeft> {
    const { isTaken, ...state } = takeToken(this.buckets.get(name)?.state, now, size);
    if (this.buckets.size >= keptBuckets && !this.buckets.has(name)) this.forgetFull(now);
    this.buckets.set(name, { state, size });
    return { tokens: state.tokens, isTaken };
  }

  /** A full bucket is as one that nobody has used; where none is full the oldest goes, as if it were. */
  private forgetFull(now: number): void {
    for (const [name, { state, size }] of this.buckets)
      if (refill(state, now, size) >= size.capacity) this.buckets.delete(name);
    const [oldest] = this.buckets.keys();
    if (this.buckets.size >= keptBuckets && oldest !== undefined) this.buckets.delete(oldest);
  }
}

/** The rule of `takeToken`, by the clock of Redis: processes need not agree on the time. */
const script = `
local capacity, perSecond = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = capacity
if held[1] then tokens = math.min(capacity, tonumber(held[1]) + math.max(0, now - tonumber(held[2])) * perSecond) end
local taken = 0
if tokens >= 1 then taken = 1; tokens = tokens - 1 end
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - tokens) / perSecond * 1000) + 1000)
return {taken, string.format('%.6f', tokens)}`;

interface RedisWithBuckets {
  takeToken(key: string, capacity: number, perSecond: number): Promise<[taken: number, tokens: string]>;
}

/** Buckets that all processes share. */
export class RedisBuckets implements BucketStore {
  constructor(private readonly redis: Redis) {
    redis.defineCommand('takeToken', { numberOfKeys: 1, lua: script });
  }

  /** @throws when Redis does not answer */
  async take(name: string, { capacity, perSecond }: BucketSize): Promise<BucketLeft> {
    const client = this.redis as unknown as RedisWithBuckets;
    const [taken, tokens] = await client.takeToken(`debrief:rate:${name}`, capacity, perSecond);
    return { tokens: Number(tokens), isTaken: taken === 1 };
  }
}
