import { IngestionModule } from '@debrief/ingestion';
import { TenancyModule } from '@debrief/tenancy';
import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { OtlpGrpc } from './otlp-grpc';
import { OtlpTracesController } from './otlp-traces.controller';
import { PostOnly } from './post-only';

const exportPaths = ['otel/:project/v1/traces', 'otel/v1/traces', 'api/public/otel/v1/traces'];

/** What OpenTelemetry's exporters write to (otel.md A). */
@Module({ imports: [TenancyModule, IngestionModule], controllers: [OtlpTracesController], providers: [OtlpGrpc] })
export class OtlpModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(PostOnly).forRoutes(...exportPaths);
  }
}
