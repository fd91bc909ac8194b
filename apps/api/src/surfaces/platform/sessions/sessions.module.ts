import { ReplayModule } from '@debrief/replay';
import { Module } from '@nestjs/common';
import { ProjectChoiceModule } from '../project-choice.module';
import { PublicSessionsController } from './public-sessions.controller';
import { V1SessionsController } from './v1-sessions.controller';

/** Conversations, in both dialects. */
@Module({
  imports: [ProjectChoiceModule, ReplayModule],
  controllers: [V1SessionsController, PublicSessionsController],
})
export class PlatformSessionsModule {}
