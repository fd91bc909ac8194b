/** Regression: replays failing runs before and after a change. Owns regression runs, cassettes and proofs; not the change. */
export { CassettesService, type ToolAnswer, type ToolCall } from './cassette/cassettes.service';
export { ProofKey } from './proof/proof-key';
export { RegressionModule } from './regression.module';
export { sweepRuns } from './runs/open-runs';
export type { Candidate, RegressionRunDetails, StartRegression } from './runs/regression.types';
export { RegressionRunner } from './runs/regression-runner';
export { RegressionService } from './runs/regression.service';
export { readRegressionRunRecords, type RegressionRunResponse, toRegressionRunResponse } from './runs/run-json';
