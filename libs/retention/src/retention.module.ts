import { ArtifactsModule, ArtifactsService } from '@debrief/artifacts';
import { IngestionModule } from '@debrief/ingestion';
import { TenancyModule } from '@debrief/tenancy';
import { Module } from '@nestjs/common';
import { ARTIFACT_REMOVER } from './artifact-remover';
import { RetentionService } from './retention.service';

@Module({
  imports: [TenancyModule, IngestionModule, ArtifactsModule],
  providers: [RetentionService, { provide: ARTIFACT_REMOVER, useExisting: ArtifactsService }],
  exports: [RetentionService],
})
export class RetentionModule {}
