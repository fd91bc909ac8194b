import { ArtifactsModule } from '@debrief/artifacts';
import { IngestionModule } from '@debrief/ingestion';
import { TenancyModule } from '@debrief/tenancy';
import { Module } from '@nestjs/common';
import { RetentionService } from './retention.service';

@Module({
  imports: [TenancyModule, IngestionModule, ArtifactsModule],
  providers: [RetentionService],
  exports: [RetentionService],
})
export class RetentionModule {}
