import { AnalysisModule, AnalysisService } from '@debrief/analysis';
import { Database } from '@debrief/infra';
import { RepositoriesModule } from '@debrief/repositories';
import { TenancyModule } from '@debrief/tenancy';
import { Module } from '@nestjs/common';
import { EvidenceReader } from './evidence/evidence-reader';
import { FixAgentService } from './fix-agent.service';
import { FixRunsService } from './fix-runs.service';
import { FixRunner } from './runner/fix-runner';
import { ModelRunner } from './runner/model-runner';
import { FixRunProgress } from './runs/fix-run-progress';

const evidence = {
  provide: EvidenceReader,
  useFactory: (database: Database, analysis: AnalysisService) => new EvidenceReader(database, analysis),
  inject: [Database, AnalysisService],
};

@Module({
  imports: [TenancyModule, AnalysisModule, RepositoriesModule],
  providers: [FixAgentService, FixRunsService, FixRunner, ModelRunner, FixRunProgress, evidence],
  exports: [FixAgentService, FixRunsService],
})
export class FixAgentModule {}
