import { IngestionModule } from '@debrief/ingestion';
import { TenancyModule } from '@debrief/tenancy';
import { Module } from '@nestjs/common';
import { ARTIFACT_REMOVER, type ArtifactRemover } from './artifact-remover';
import { RetentionService } from './retention.service';

/** Until libs/artifacts provides it. A trace with artifact rows is not deleted by this one: `selectWithoutArtifacts`. */
const noArtifacts: ArtifactRemover = { removeOfTraces: async () => ({ removed: 0, failedTraceIds: [] }) };

@Module({
  imports: [TenancyModule, IngestionModule],
  providers: [RetentionService, { provide: ARTIFACT_REMOVER, useValue: noArtifacts }],
  exports: [RetentionService],
})
export class RetentionModule {}
