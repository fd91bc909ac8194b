import { ReplayModule } from '@debrief/replay';
import { Module } from '@nestjs/common';
import { PlatformBaseModule } from '../platform-base.module';
import { PublicSessionsController } from './public-sessions.controller';
import { V1SessionsController } from './v1-sessions.controller';

/** Conversations, in both dialects. */
@Module({
  imports: [PlatformBaseModule, ReplayModule],
  controllers: [V1SessionsController, PublicSessionsController],
})
export class PlatformSessionsModule {}
