import type { WorkspaceTx } from '@debrief/infra';
import type { Definition } from '../definition/definition';
import { readDefinition, type ReadDefinition } from '../definition/read-definition';
import { findEvaluator } from '../evaluators/evaluators.queries';
import type { EvaluatorJob } from './evaluator-job.types';
import { cancelJob, findJob, findVersion } from './evaluator-jobs.queries';

/** A job with what its evaluator says. */
export interface Assignment {
  readonly job: EvaluatorJob;
  readonly definition: Definition;
  readonly work: ReadDefinition['work'];
}

/** @returns undefined for a job that is gone or cancelled; one of a version that is no longer the newest is cancelled here */
export const findAssignment = async (tx: WorkspaceTx, jobId: string): Promise<Assignment | undefined> => {
  const job = await findJob(tx, jobId);
  if (!job || job.status === 'cancelled') return undefined;
  const evaluator = await findEvaluator(tx, job.evaluatorId);
  const definition = await findVersion(tx, job.evaluatorId, job.evaluatorVersion);
  if (!evaluator || !definition) return undefined;
  // The score is the newest version's: an older one must not take its place.
  if (evaluator.version !== job.evaluatorVersion) {
    await cancelJob(tx, jobId, `version ${evaluator.version} of the evaluator took its place`);
    return undefined;
  }
  return { job, definition, work: readDefinition(definition).work };
};
