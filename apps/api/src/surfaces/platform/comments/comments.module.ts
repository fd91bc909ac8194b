import { IngestionModule } from '@debrief/ingestion';
import { PromptsModule } from '@debrief/prompts';
import { ReplayModule } from '@debrief/replay';
import { Module } from '@nestjs/common';
import { ProjectChoiceModule } from '../project-choice.module';
import { CommentedObjects } from './commented-objects';
import { PublicCommentsController } from './public-comments.controller';

/** Comments, which only Langfuse clients know. */
@Module({
  imports: [ProjectChoiceModule, IngestionModule, ReplayModule, PromptsModule],
  controllers: [PublicCommentsController],
  providers: [CommentedObjects],
})
export class CommentsModule {}
