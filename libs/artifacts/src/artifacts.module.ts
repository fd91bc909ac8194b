import { ObjectStoreModule } from '@debrief/infra';
import { Module } from '@nestjs/common';
import { ArtifactsService } from './artifacts.service';

@Module({
  imports: [ObjectStoreModule],
  providers: [ArtifactsService],
  exports: [ArtifactsService, ObjectStoreModule],
})
export class ArtifactsModule {}
