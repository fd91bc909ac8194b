import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { LIVE_BUS, type LiveBus } from './bus/live-bus';
import { LIVE_SEATS, type LiveSeats, MemorySeats } from './bus/live-seats';
import { openLiveBus } from './bus/open-live-bus';
import { RedisSeats } from './bus/redis-seats';
import type { Config } from './config/config';
import { Database } from './database/database';
import { GithubApp } from './github/github-app';
import { OutboundClient } from './outbound/outbound-client';
import { Cursors } from './paging/cursors';
import { deriveKey } from './secrets/derive-key';
import { createLog, flushLog, type Log } from './telemetry/log';
import { Meters } from './telemetry/meters';
import { ReadinessChecks } from './telemetry/readiness-checks';

/** Injection tokens of what is not a class: `@Inject(CONFIG) config: Config`, `@Inject(LOG) log: Log`. */
export const CONFIG = Symbol('Config');
export const LOG = Symbol('Log');
/** `@Inject(GITHUB_APP) app: GithubApp | null`: null where the instance has no App. */
export const GITHUB_APP = Symbol('GithubApp');

/** What every part of a process needs: its settings, database, live bus, log, metrics and readiness. The only global module. */
@Global()
@Module({})
export class InfraModule implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    private readonly meters: Meters,
    @Inject(LOG) private readonly log: Log,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
    @Inject(LIVE_SEATS) private readonly seats: LiveSeats,
  ) {}

  static forRoot(config: Config, log: Log = createLog(config.log.level)): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: LOG, useValue: log },
      { provide: Database, useFactory: () => new Database(config.database) },
      { provide: LIVE_BUS, useFactory: () => openLiveBus(config, log) },
      {
        provide: LIVE_SEATS,
        useFactory: () => (config.redis ? new RedisSeats(config.redis.url, log) : new MemorySeats()),
      },
      { provide: Cursors, useFactory: () => new Cursors(deriveKey(config.secret, 'cursor')) },
      { provide: GITHUB_APP, useFactory: () => config.github && new GithubApp(config.github) },
      { provide: OutboundClient, useFactory: () => new OutboundClient(config.outbound) },
      { provide: Meters, useFactory: () => new Meters() },
      {
        provide: ReadinessChecks,
        useFactory: (database: Database) => {
          const checks = new ReadinessChecks(log);
          checks.add('database', () => database.asSystem('readiness', async () => true));
          return checks;
        },
        inject: [Database],
      },
    ];
    return { module: InfraModule, providers, exports: providers.map(({ provide }) => provide) };
  }

  async onApplicationShutdown(): Promise<void> {
    this.seats.close();
    await this.bus.close();
    await this.database.close();
    await this.meters.close();
    await flushLog(this.log);
  }
}
