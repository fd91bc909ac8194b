import { IngestionModule } from '@debrief/ingestion';
import { ReplayModule, StreamModule } from '@debrief/replay';
import { Module } from '@nestjs/common';
import { SessionsController } from './sessions.controller';
import { StreamController } from './stream.controller';
import { TracesController } from './traces.controller';

/** The surface that our own SDK, the console and the workers speak (native.md). */
@Module({ imports: [IngestionModule, ReplayModule, StreamModule], controllers: [TracesController, SessionsController, StreamController] })
export class NativeModule {}
