import { IngestionModule } from '@debrief/ingestion';
import { Module } from '@nestjs/common';
import { CheckpointsService } from './checkpoints/checkpoints.service';
import { CiRunsService } from './ci-runs/ci-runs.service';
import { GitLinksService } from './git-links/git-links.service';
import { RecordingContexts } from './recording/recording-context';

const services = [CheckpointsService, CiRunsService, GitLinksService, RecordingContexts];

@Module({ imports: [IngestionModule], providers: services, exports: services })
export class ProvenanceModule {}
