import { Module } from '@nestjs/common';
import { SessionExportService } from './export/session-export.service';
import { SessionEventsService } from './listing/session-events.service';
import { SessionDiagnosisService } from './session-diagnosis.service';
import { SessionReader } from './session-reader';

const services = [SessionReader, SessionEventsService, SessionDiagnosisService, SessionExportService];

@Module({ providers: services, exports: services })
export class SessionsModule {}
