import { ReplayModule } from '@debrief/replay';
import { Module } from '@nestjs/common';
import { OtelHealthController } from './health.controller';
import { OtelMessagesController } from './messages.controller';
import { OtelSessionsController } from './sessions.controller';
import { OtelSpansController } from './spans.controller';
import { OtelStatsController } from './stats.controller';
import { OtelTracesController } from './traces.controller';

/** What trace explorers read (otel.md C). */
@Module({
  imports: [ReplayModule],
  // Stats first: `traces/filter-options` would be a trace's id.
  controllers: [
    OtelStatsController,
    OtelTracesController,
    OtelSpansController,
    OtelSessionsController,
    OtelMessagesController,
    OtelHealthController,
  ],
})
export class OtelQueryModule {}
