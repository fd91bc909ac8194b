import { IngestionModule } from '@debrief/ingestion';
import { ReplayModule } from '@debrief/replay';
import { Module } from '@nestjs/common';
import { ProjectChoiceModule } from '../project-choice.module';
import { ObservationAnswers } from './observation-answers';
import { PublicObservationsController } from './public-observations.controller';
import { V1ObservationWritesController } from './v1-observation-writes.controller';
import { V1ObservationsController } from './v1-observations.controller';
import { V1TraceObservationsController } from './v1-trace-observations.controller';

@Module({
  imports: [IngestionModule, ProjectChoiceModule, ReplayModule],
  controllers: [
    V1ObservationsController,
    V1ObservationWritesController,
    V1TraceObservationsController,
    PublicObservationsController,
  ],
  providers: [ObservationAnswers],
  exports: [ObservationAnswers],
})
export class PlatformObservationsModule {}
