/** Evaluation: runs evaluators over runs and tells what they found as scores. Owns evaluators and their jobs; neither runs nor scores. */
export { evaluatorTypes } from './definition/evaluator-types';
