import { IngestionModule } from '@debrief/ingestion';
import { ReplayModule, SpanStreamModule } from '@debrief/replay';
import { RetentionModule } from '@debrief/retention';
import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { OtelDeletionsController } from './deletions.controller';
import { OtelFeedsController } from './feeds.controller';
import { OtelHealthController } from './health.controller';
import { KnownMethods } from '../../http/known-methods';
import { OtelLogsController } from './logs.controller';
import { OtelMessagesController } from './messages.controller';
import { OtelMetricsController } from './metrics.controller';
import { OtelSessionsController } from './sessions.controller';
import { OtelSpansController } from './spans.controller';
import { OtelSseController } from './sse.controller';
import { OtelStatsController } from './stats.controller';
import { OtelTracesController } from './traces.controller';

/** What trace explorers read (otel.md C). */
@Module({
  imports: [IngestionModule, ReplayModule, RetentionModule, SpanStreamModule],
  // Stats first: `traces/filter-options` would be a trace's id.
  controllers: [
    OtelStatsController,
    OtelTracesController,
    OtelSpansController,
    OtelSessionsController,
    OtelMessagesController,
    OtelLogsController,
    OtelMetricsController,
    OtelDeletionsController,
    OtelFeedsController,
    OtelSseController,
    OtelHealthController,
  ],
})
export class OtelQueryModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(KnownMethods).forRoutes('api/v1/project/:project/otel/*path');
  }
}
