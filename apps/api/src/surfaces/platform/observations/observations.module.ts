import { IngestionModule } from '@debrief/ingestion';
import { PromptsModule } from '@debrief/prompts';
import { ReplayModule } from '@debrief/replay';
import { Module } from '@nestjs/common';
import { ProjectChoiceModule } from '../project-choice.module';
import { NamedPrompts } from './named-prompts';
import { PublicObservationsController } from './public-observations.controller';
import { V1ObservationWritesController } from './v1-observation-writes.controller';
import { V1ObservationsController } from './v1-observations.controller';
import { V1TraceObservationsController } from './v1-trace-observations.controller';

@Module({
  imports: [IngestionModule, ProjectChoiceModule, PromptsModule, ReplayModule],
  controllers: [
    V1ObservationsController,
    V1ObservationWritesController,
    V1TraceObservationsController,
    PublicObservationsController,
  ],
  providers: [NamedPrompts],
  exports: [NamedPrompts],
})
export class PlatformObservationsModule {}
