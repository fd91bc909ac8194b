import { DatasetsModule } from '@debrief/datasets';
import { ProvenanceModule } from '@debrief/provenance';
import { RegressionModule } from '@debrief/regression';
import { Module } from '@nestjs/common';
import { ProjectChoiceModule } from '../project-choice.module';
import { CiRunsController } from './ci-runs.controller';

/** Runs of pipelines, and the verdict that gates them (platform.md B5). */
@Module({
  imports: [DatasetsModule, ProjectChoiceModule, ProvenanceModule, RegressionModule],
  controllers: [CiRunsController],
})
export class CiRunsSurfaceModule {}
