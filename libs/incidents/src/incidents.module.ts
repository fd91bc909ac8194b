import { ArtifactsModule } from '@debrief/artifacts';
import { Module } from '@nestjs/common';
import { IncidentContextService } from './context/incident-context.service';
import { IncidentsService } from './incidents.service';

const services = [IncidentsService, IncidentContextService];

@Module({ imports: [ArtifactsModule], providers: services, exports: services })
export class IncidentsModule {}
