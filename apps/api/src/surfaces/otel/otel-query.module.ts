import { ReplayModule } from '@debrief/replay';
import { Module } from '@nestjs/common';
import { OtelHealthController } from './health.controller';
import { OtelSpansController } from './spans.controller';
import { OtelTracesController } from './traces.controller';

/** What trace explorers read (otel.md C). */
@Module({
  imports: [ReplayModule],
  controllers: [OtelTracesController, OtelSpansController, OtelHealthController],
})
export class OtelQueryModule {}
