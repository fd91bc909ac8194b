/** Regression: replays failing runs before and after a change. Owns regression runs, cassettes and proofs; not the change. */
export { RegressionModule } from './regression.module';
