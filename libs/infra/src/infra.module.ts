import { type DynamicModule, Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from './config/config';
import { Database } from './database/database';

/** Injection token of the settings: `@Inject(CONFIG) config: Config`. */
export const CONFIG = Symbol('config');

/** Closes the pool after everything that uses it has stopped. */
@Injectable()
class DatabaseLifetime implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  onApplicationShutdown(): Promise<void> {
    return this.database.close();
  }
}

/** Settings and database, for every module of an app. The only global module. */
@Global()
@Module({})
export class InfraModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: InfraModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Database, useFactory: () => new Database(config.database) },
        DatabaseLifetime,
      ],
      exports: [CONFIG, Database],
    };
  }
}

/** Shorthand of `@Inject(CONFIG)`. */
export const InjectConfig = (): ParameterDecorator & PropertyDecorator => Inject(CONFIG);
