import { TelemetryModule } from '@debrief/telemetry';
import { Module } from '@nestjs/common';
import { HttpIngestController } from './ingest.controller';
import { HttpRequestsController } from './requests.controller';
import { HttpStatisticsController } from './statistics.controller';

/** HTTP telemetry: what SDKs report, and what is read of it (telemetry.md). */
@Module({
  imports: [TelemetryModule],
  // Statistics first: `stats` would be a request's id.
  controllers: [HttpIngestController, HttpStatisticsController, HttpRequestsController],
})
export class TelemetrySurfaceModule {}
