import { DatasetsModule } from '@debrief/datasets';
import { IngestionModule } from '@debrief/ingestion';
import { TenancyModule } from '@debrief/tenancy';
import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { aliases } from './export-route';
import { OtlpGrpc } from './otlp-grpc';
import { OtlpExports } from './otlp-exports';
import { OtlpController } from './otlp.controller';
import { PostOnly } from './post-only';

const exportPaths = Object.entries(aliases).flatMap(([signal, paths]) => [`otel/:project/v1/${signal}`, ...paths]);

/** What OpenTelemetry's exporters write to (otel.md A). */
@Module({
  imports: [TenancyModule, IngestionModule, DatasetsModule],
  controllers: [OtlpController],
  providers: [OtlpExports, OtlpGrpc],
  exports: [OtlpExports],
})
export class OtlpModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(PostOnly).forRoutes(...exportPaths);
  }
}
