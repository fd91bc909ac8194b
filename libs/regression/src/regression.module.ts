import { AnalysisModule } from '@debrief/analysis';
import { type Config, CONFIG, deriveKey } from '@debrief/infra';
import { IncidentsModule } from '@debrief/incidents';
import { IngestionModule } from '@debrief/ingestion';
import { FixAgentModule } from '@debrief/fix-agent';
import { ProvenanceModule } from '@debrief/provenance';
import { ReplayModule } from '@debrief/replay';
import { RepositoriesModule } from '@debrief/repositories';
import { Module } from '@nestjs/common';
import { CassettesService } from './cassette/cassettes.service';
import { PipelinesService } from './pipelines/pipelines.service';
import { ProofKey } from './proof/proof-key';
import { ReplaySender } from './replay-target/replay-sender';
import { ReplayTargetService } from './replay-target/replay-target.service';
import { ReplayWorkService } from './replay-target/replay-work.service';
import { RegressionChecks } from './runs/regression-checks';
import { RegressionRunner } from './runs/regression-runner';
import { RegressionService } from './runs/regression.service';
import { ResultTraces } from './runs/result-traces';
import { RunJudge } from './runs/run-judge';
import { RunJudgements } from './runs/run-judgements';

const services = [
  RegressionService,
  RegressionRunner,
  RegressionChecks,
  PipelinesService,
  CassettesService,
  ReplayTargetService,
  ReplayWorkService,
  ProofKey,
];

@Module({
  imports: [
    AnalysisModule,
    FixAgentModule,
    IncidentsModule,
    IngestionModule,
    ProvenanceModule,
    ReplayModule,
    RepositoriesModule,
  ],
  providers: [
    RegressionService,
    RegressionRunner,
    PipelinesService,
    CassettesService,
    ReplayTargetService,
    ReplayWorkService,
    ReplaySender,
    ResultTraces,
    RunJudge,
    RegressionChecks,
    RunJudgements,
    {
      provide: ProofKey,
      useFactory: ({ secret }: Config) => new ProofKey(deriveKey(secret, 'regression-proof')),
      inject: [CONFIG],
    },
  ],
  exports: services,
})
export class RegressionModule {}
