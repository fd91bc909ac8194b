/** Evaluation: lets evaluators look at runs and tells what they found as scores. Owns evaluators and their jobs; neither runs nor scores. */
export type { Definition, DefinitionInput } from './definition/definition';
export { evaluatorTypes } from './definition/evaluator-types';
export { EvaluationModule } from './evaluation.module';
export type { Evaluator, EvaluatorFilters, EvaluatorPatch, NewEvaluator } from './evaluators/evaluator.types';
export { EvaluatorsService } from './evaluators/evaluators.service';
export { type EvaluatorTemplate, evaluatorTemplates } from './evaluators/templates';
export { EvaluationRunner } from './jobs/evaluation-runner';
export { EvaluationScheduler } from './jobs/evaluation-scheduler';
export { type EvaluationRequest, EvaluationsService, type RequestedEvaluation } from './jobs/evaluations.service';
export type { EvaluatorJob } from './jobs/evaluator-job.types';
export { RegressionEvaluation } from './jobs/regression-evaluation';
