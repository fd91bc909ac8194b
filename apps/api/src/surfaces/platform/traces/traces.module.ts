import { IngestionModule } from '@debrief/ingestion';
import { ReplayModule } from '@debrief/replay';
import { RetentionModule } from '@debrief/retention';
import { Module } from '@nestjs/common';
import { OtlpModule } from '../../otel/otlp.module';
import { PlatformObservationsModule } from '../observations/observations.module';
import { ProjectChoiceModule } from '../project-choice.module';
import { PublicTracesController } from './public-traces.controller';
import { TraceChildren } from './trace-children';
import { V1TraceWritesController } from './v1-trace-writes.controller';
import { V1TracesController } from './v1-traces.controller';

/** Runs, in both dialects. */
@Module({
  imports: [
    IngestionModule,
    OtlpModule,
    ProjectChoiceModule,
    PlatformObservationsModule,
    ReplayModule,
    RetentionModule,
  ],
  controllers: [V1TracesController, V1TraceWritesController, PublicTracesController],
  providers: [TraceChildren],
})
export class PlatformTracesModule {}
