import { ReplayModule } from '@debrief/replay';
import { RetentionModule } from '@debrief/retention';
import { Module } from '@nestjs/common';
import { PlatformBaseModule } from '../platform-base.module';
import { PublicTracesController } from './public-traces.controller';
import { TraceChildren } from './trace-children';
import { V1TracesController } from './v1-traces.controller';

/** Runs, in both dialects. */
@Module({
  imports: [PlatformBaseModule, ReplayModule, RetentionModule],
  controllers: [V1TracesController, PublicTracesController],
  providers: [TraceChildren],
})
export class PlatformTracesModule {}
