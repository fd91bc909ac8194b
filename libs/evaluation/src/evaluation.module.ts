import { AnalysisModule } from '@debrief/analysis';
import { DatasetsModule } from '@debrief/datasets';
import { IngestionModule } from '@debrief/ingestion';
import { ReplayModule } from '@debrief/replay';
import { TenancyModule } from '@debrief/tenancy';
import { Module } from '@nestjs/common';
import { EvaluatorsService } from './evaluators/evaluators.service';
import { DatasetRunEvaluation } from './jobs/dataset-run-evaluation';
import { EvaluationRunner } from './jobs/evaluation-runner';
import { EvaluationScheduler } from './jobs/evaluation-scheduler';
import { EvaluationsService } from './jobs/evaluations.service';
import { EvaluatorWork } from './jobs/evaluator-work';
import { RegressionEvaluation } from './jobs/regression-evaluation';
import { JudgeAccounts } from './judge/judge-accounts';
import { SettledRuns } from './targets/settled-runs';
import { TargetReader } from './targets/target-reader';

const services = [EvaluatorsService, EvaluationsService, EvaluationScheduler, EvaluationRunner, RegressionEvaluation];

@Module({
  imports: [TenancyModule, IngestionModule, ReplayModule, AnalysisModule, DatasetsModule],
  providers: [...services, DatasetRunEvaluation, EvaluatorWork, JudgeAccounts, SettledRuns, TargetReader],
  exports: services,
})
export class EvaluationModule {}
