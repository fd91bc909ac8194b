import { AnalysisModule } from '@debrief/analysis';
import { type Config, CONFIG, deriveKey } from '@debrief/infra';
import { IncidentsModule } from '@debrief/incidents';
import { IngestionModule } from '@debrief/ingestion';
import { ReplayModule } from '@debrief/replay';
import { Module } from '@nestjs/common';
import { CassettesService } from './cassette/cassettes.service';
import { ProofKey } from './proof/proof-key';
import { ReplayTargetService } from './replay-target/replay-target.service';
import { ReplayWorkService } from './replay-target/replay-work.service';
import { RegressionRunner } from './runs/regression-runner';
import { RegressionService } from './runs/regression.service';
import { ResultTraces } from './runs/result-traces';
import { RunJudge } from './runs/run-judge';
import { RunJudgements } from './runs/run-judgements';

const services = [
  RegressionService,
  RegressionRunner,
  CassettesService,
  ReplayTargetService,
  ReplayWorkService,
  ProofKey,
];

@Module({
  imports: [AnalysisModule, IncidentsModule, IngestionModule, ReplayModule],
  providers: [
    RegressionService,
    RegressionRunner,
    CassettesService,
    ReplayTargetService,
    ReplayWorkService,
    ResultTraces,
    RunJudge,
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
