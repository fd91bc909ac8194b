import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Log } from '../telemetry/log';
import { type LiveSeats, MemorySeats } from './live-seats';

/** A seat whose process died is free again after this long; living processes renew theirs well before. */
const seatMs = 60_000;
const renewEveryMs = 20_000;

/** KEYS[1]: the workspace's seats by expiry. ARGV: now, expiry, limit, seat. */
const takeSeat = `
redis.call('zremrangebyscore', KEYS[1], '-inf', ARGV[1])
if redis.call('zcard', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('zadd', KEYS[1], ARGV[2], ARGV[4])
redis.call('pexpire', KEYS[1], ${seatMs})
return 1`;

/** Seats that all processes share. While Redis does not answer each process counts alone: a lost counter is no outage. */
export class RedisSeats implements LiveSeats {
  private readonly redis: Redis;
  private readonly own = new MemorySeats();
  /** Seat → key of its workspace. */
  private readonly held = new Map<string, string>();
  private readonly renewal: NodeJS.Timeout;
  private isReported = false;

  constructor(url: string, log: Log) {
    this.redis = new Redis(url, { maxRetriesPerRequest: 0, commandTimeout: 500, connectionName: 'debrief-seats' });
    this.redis.on('ready', () => (this.isReported = false));
    this.redis.on('error', (error) => {
      if (!this.isReported) log.warn({ err: error }, 'Redis does not answer: streams are counted per process');
      this.isReported = true;
    });
    this.renewal = setInterval(() => this.renew(), renewEveryMs).unref();
  }

  async take(workspaceId: string, limit: number): Promise<(() => void) | undefined> {
    const giveOwn = await this.own.take(workspaceId, limit);
    if (!giveOwn) return undefined;
    const [seat, key, now] = [randomUUID(), `debrief:streams:${workspaceId}`, Date.now()];
    const taken = await this.redis.eval(takeSeat, 1, key, now, now + seatMs, limit, seat).catch(() => undefined);
    if (taken === 0) {
      giveOwn();
      return undefined;
    }
    this.held.set(seat, key);
    return () => {
      giveOwn();
      this.held.delete(seat);
      this.redis.zrem(key, seat).catch(() => undefined);
    };
  }

  close(): void {
    clearInterval(this.renewal);
    this.redis.disconnect();
  }

  private renew(): void {
    const pipeline = this.redis.pipeline();
    for (const [seat, key] of this.held) pipeline.zadd(key, Date.now() + seatMs, seat).pexpire(key, seatMs);
    pipeline.exec().catch(() => undefined);
  }
}
