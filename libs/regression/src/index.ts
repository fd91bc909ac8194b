/** Regression: replays failing runs before and after a change. Owns regression runs, cassettes and proofs; not the change. */
export { sweepCassettes } from './cassette/cassette.queries';
export { CassettesService, type ToolAnswer, type ToolCall } from './cassette/cassettes.service';
export type { AskedEvaluation } from './evaluations/asked-evaluations';
export {
  answerEvaluation,
  type EvaluationAnswer,
  listEvaluations,
  listRunsAsking,
} from './evaluations/evaluations.queries';
export { ProofKey } from './proof/proof-key';
export { type PipelineVerdict, PipelinesService } from './pipelines/pipelines.service';
export type { LinkRequest } from './pipelines/place-links';
export { RegressionModule } from './regression.module';
export { ReplayTargetService } from './replay-target/replay-target.service';
export type { ReplayTarget, ReplayTargetChange } from './replay-target/replay-target.types';
export { ReplayWorkService, type Work } from './replay-target/replay-work.service';
export { sweepRuns } from './runs/open-runs';
export type { Candidate, RegressionRunDetails, StartRegression } from './runs/regression.types';
export { RegressionChecks } from './runs/regression-checks';
export { RegressionRunner } from './runs/regression-runner';
export { RegressionService } from './runs/regression.service';
export { readRegressionRunRecords, type RegressionRunResponse, toRegressionRunResponse } from './runs/run-json';
