import { IngestionModule } from '@debrief/ingestion';
import { ProvenanceModule } from '@debrief/provenance';
import { Module } from '@nestjs/common';
import { ProjectChoiceModule } from '../project-choice.module';
import { BatchIngestion } from './batch-ingestion';
import { PublicIngestionController } from './ingestion.controller';

/** Batches of Langfuse's SDKs (platform.md C2). */
@Module({
  imports: [IngestionModule, ProjectChoiceModule, ProvenanceModule],
  controllers: [PublicIngestionController],
  providers: [BatchIngestion],
})
export class IngestionSurfaceModule {}
