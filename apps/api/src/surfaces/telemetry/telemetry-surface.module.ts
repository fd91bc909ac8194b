import { TelemetryModule } from '@debrief/telemetry';
import { Module } from '@nestjs/common';
import { HttpIngestController } from './ingest.controller';

/** HTTP telemetry: what SDKs report, and what is read of it (telemetry.md). */
@Module({ imports: [TelemetryModule], controllers: [HttpIngestController] })
export class TelemetrySurfaceModule {}
