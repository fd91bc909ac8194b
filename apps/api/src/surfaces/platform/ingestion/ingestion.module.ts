import { IngestionModule } from '@debrief/ingestion';
import { ProvenanceModule } from '@debrief/provenance';
import { Module } from '@nestjs/common';
import { PlatformBaseModule } from '../platform-base.module';
import { BatchIngestion } from './batch-ingestion';
import { PublicIngestionController } from './ingestion.controller';

/** Batches of Langfuse's SDKs (platform.md C2). */
@Module({
  imports: [IngestionModule, PlatformBaseModule, ProvenanceModule],
  controllers: [PublicIngestionController],
  providers: [BatchIngestion],
})
export class IngestionSurfaceModule {}
