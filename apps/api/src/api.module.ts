import { type Config, InfraModule, JobsModule, type Log } from '@debrief/infra';
import { CredentialsService, TenancyModule } from '@debrief/tenancy';
import { type DynamicModule, Module } from '@nestjs/common';
import { CREDENTIALS } from './http/auth/credential-source';
import { HttpModule } from './http/http.module';
import { NativeModule } from './surfaces/native/native.module';
import { OtelQueryModule } from './surfaces/otel/otel-query.module';
import { OtlpModule } from './surfaces/otel/otlp.module';
import { PlatformModule } from './surfaces/platform/platform.module';
import { SessionsSurfaceModule } from './surfaces/sessions/sessions-surface.module';
import { TelemetrySurfaceModule } from './surfaces/telemetry/telemetry-surface.module';

/** The api: the shell, and one module a surface. */
@Module({})
export class ApiModule {
  static forRoot(config: Config, log?: Log): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        InfraModule.forRoot(config, log),
        JobsModule,
        HttpModule.forRoot({
          imports: [TenancyModule],
          credentials: { provide: CREDENTIALS, useExisting: CredentialsService },
        }),
        NativeModule,
        OtelQueryModule,
        OtlpModule,
        PlatformModule,
        SessionsSurfaceModule,
        TelemetrySurfaceModule,
      ],
    };
  }
}
