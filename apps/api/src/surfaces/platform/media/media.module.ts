import { DatasetsModule } from '@debrief/datasets';
import { IngestionModule } from '@debrief/ingestion';
import { Module } from '@nestjs/common';
import { ProjectChoiceModule } from '../project-choice.module';
import { MediaContentController } from './media-content.controller';
import { PublicMediaController } from './public-media.controller';

/** Media of Langfuse's SDKs, and their bytes. */
@Module({
  imports: [DatasetsModule, IngestionModule, ProjectChoiceModule],
  controllers: [PublicMediaController, MediaContentController],
})
export class MediaSurfaceModule {}
