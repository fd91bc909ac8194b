import { IngestionModule } from '@debrief/ingestion';
import { ReplayModule } from '@debrief/replay';
import { Module } from '@nestjs/common';
import { SessionsController } from './sessions.controller';
import { TracesController } from './traces.controller';

/** The surface that our own SDK, the console and the workers speak (native.md). */
@Module({ imports: [IngestionModule, ReplayModule], controllers: [TracesController, SessionsController] })
export class NativeModule {}
