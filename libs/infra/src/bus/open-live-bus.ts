import type { Log } from '../telemetry/log';
import { CoalescingBus } from './coalescing-bus';
import type { LiveBus } from './live-bus';
import { PostgresTransport } from './postgres-transport';
import { RedisTransport } from './redis-transport';

export interface LiveBusConfig {
  readonly database: { readonly url: string };
  readonly redis: { readonly url: string } | null;
}

/** The bus of this process: over Redis where there is one, else over Postgres. */
export const openLiveBus = ({ database, redis }: LiveBusConfig, log: Log): LiveBus =>
  new CoalescingBus(redis ? new RedisTransport(redis.url, log) : new PostgresTransport(database.url, log));
