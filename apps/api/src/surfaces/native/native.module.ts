import { ArtifactsModule } from '@debrief/artifacts';
import { IngestionModule } from '@debrief/ingestion';
import { ReplayModule } from '@debrief/replay';
import { Module } from '@nestjs/common';
import { ArtifactsController } from './artifacts.controller';
import { ObjectsController } from './objects.controller';
import { SessionsController } from './sessions.controller';
import { TracesController } from './traces.controller';

/** The surface that our own SDK, the console and the workers speak (native.md). */
@Module({ imports: [ArtifactsModule, IngestionModule, ReplayModule], controllers: [TracesController, SessionsController, ArtifactsController, ObjectsController] })
export class NativeModule {}
