import { TelemetryModule } from '@debrief/telemetry';
import { Module } from '@nestjs/common';
import { SessionExportService } from './export/session-export.service';
import { GenerationsService } from './generations/generations.service';
import { SessionEventsService } from './listing/session-events.service';
import { SessionListService } from './listing/session-list.service';
import { SessionDiagnosisService } from './session-diagnosis.service';
import { SessionReader } from './session-reader';

const services = [
  SessionReader,
  SessionEventsService,
  SessionListService,
  SessionDiagnosisService,
  SessionExportService,
  GenerationsService,
];

@Module({ imports: [TelemetryModule], providers: services, exports: services })
export class SessionsModule {}
