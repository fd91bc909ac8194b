import { IngestionModule } from '@debrief/ingestion';
import { Module } from '@nestjs/common';
import { TelemetryService } from './telemetry.service';

@Module({ imports: [IngestionModule], providers: [TelemetryService], exports: [TelemetryService] })
export class TelemetryModule {}
