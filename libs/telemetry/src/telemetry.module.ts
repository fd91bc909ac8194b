import { IngestionModule } from '@debrief/ingestion';
import { Module } from '@nestjs/common';
import { HttpRequestsService } from './http-requests.service';
import { HttpStatisticsService } from './http-statistics.service';
import { TelemetryService } from './telemetry.service';

const services = [HttpRequestsService, HttpStatisticsService, TelemetryService];

@Module({ imports: [IngestionModule], providers: services, exports: services })
export class TelemetryModule {}
