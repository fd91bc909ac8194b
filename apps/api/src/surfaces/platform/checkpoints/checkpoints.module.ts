import { ProvenanceModule } from '@debrief/provenance';
import { Module } from '@nestjs/common';
import { GitLinksController } from '../git-links/git-links.controller';
import { ProjectChoiceModule } from '../project-choice.module';
import { CheckpointsController } from './checkpoints.controller';
import { TraceProvenanceController } from './trace-provenance.controller';

/** Checkpoints and commits of traces (platform.md B5). */
@Module({
  imports: [ProjectChoiceModule, ProvenanceModule],
  controllers: [CheckpointsController, GitLinksController, TraceProvenanceController],
})
export class CheckpointsSurfaceModule {}
