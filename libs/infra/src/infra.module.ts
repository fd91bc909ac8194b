import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { LIVE_BUS, type LiveBus } from './bus/live-bus';
import type { Config } from './config/config';
import { Database } from './database/database';
import { Cursors } from './paging/cursors';
import { deriveKey } from './secrets/derive-key';
import { createLog, flushLog, type Log } from './telemetry/log';
import { Meters } from './telemetry/meters';
import { ReadinessChecks } from './telemetry/readiness-checks';

/** Injection tokens of what is not a class: `@Inject(CONFIG) config: Config`, `@Inject(LOG) log: Log`. */
export const CONFIG = Symbol('Config');
export const LOG = Symbol('Log');

/** Shorthand of `@Inject(CONFIG)`. */
export const InjectConfig = (): ParameterDecorator & PropertyDecorator => Inject(CONFIG);

const silentBus: LiveBus = { announce: () => undefined, subscribe: () => () => undefined, close: async () => undefined };

/** What every part of a process needs: its settings, database, log, metrics and readiness. The only global module. */
@Global()
@Module({})
export class InfraModule implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    private readonly meters: Meters,
    @Inject(LOG) private readonly log: Log,
  ) {}

  static forRoot(config: Config, log: Log = createLog(config.log.level)): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: LOG, useValue: log },
      { provide: Database, useFactory: () => new Database(config.database) },
      { provide: Cursors, useFactory: () => new Cursors(deriveKey(config.secret, 'cursor')) },
      { provide: LIVE_BUS, useValue: silentBus },
      { provide: Cursors, useFactory: () => new Cursors(deriveKey(config.secret, 'cursor')) },
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
    await this.database.close();
    await this.meters.close();
    await flushLog(this.log);
  }
}
