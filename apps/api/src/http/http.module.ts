import { CONFIG, type Config, JwtVerifier, LOG, type Log, RateLimiter } from '@debrief/infra';
import { type DynamicModule, Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { Admission } from './auth/admission';
import { AuthGuard } from './auth/auth.guard';
import { Authenticator } from './auth/authenticator';
import { CREDENTIALS } from './auth/credential-source';
import { BodyRoom } from './bodies/body-room';
import { ErrorFilter } from './error.filter';
import { Idempotency } from './idempotency/idempotency';
import { DocsController } from './operability/docs.controller';
import { HealthController } from './operability/health.controller';
import { MetricsController } from './operability/metrics.controller';
import { RateLimits } from './rate-limits';
import { Routes } from './routes';
import { Shell } from './shell.middleware';

/** What every route goes through: context, guard, rate limits, errors; and the routes of the process itself. */
@Module({})
export class HttpModule implements OnApplicationShutdown {
  constructor(private readonly limiter: RateLimiter) {}

  /**
   * @param imports the module that exports the credential source
   * @param credentials its injection token
   */
  static forRoot({
    imports,
    credentials,
  }: {
    readonly imports: DynamicModule['imports'];
    readonly credentials: Provider;
  }): DynamicModule {
    return {
      module: HttpModule,
      // Interceptors of the shell (`@Idempotent()`) are made in the module of the controller that names them.
      global: true,
      imports: [DiscoveryModule, ...(imports ?? [])],
      controllers: [DocsController, HealthController, MetricsController],
      providers: [
        credentials,
        { provide: JwtVerifier, useFactory: (config: Config) => new JwtVerifier(config.auth), inject: [CONFIG] },
        {
          provide: RateLimiter,
          useFactory: (config: Config, log: Log) => new RateLimiter(config, log),
          inject: [CONFIG, LOG],
        },
        Admission,
        Authenticator,
        BodyRoom,
        Idempotency,
        RateLimits,
        Routes,
        Shell,
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_FILTER, useClass: ErrorFilter },
      ],
      exports: [Admission, BodyRoom, CREDENTIALS, Idempotency, Routes],
    };
  }

  onApplicationShutdown(): void {
    this.limiter.close();
  }
}
