import { createHash } from 'node:crypto';
import type { EvaluationTarget } from './evaluator-job.types';

/** One text for each target. */
export const targetKey = ({ traceId, observationId, datasetRunId }: EvaluationTarget): string =>
  JSON.stringify(datasetRunId === null ? [traceId, observationId] : ['run', null, datasetRunId]);

/**
 * The external id of the score that an evaluator gives a run or an observation: derived, so that the next result takes the place of this
 * one, whatever version gave it.
 */
export const scoreIdOf = (
  evaluatorId: string,
  { traceId, observationId }: { readonly traceId: string; readonly observationId: string | null },
): string => {
  const said = JSON.stringify([evaluatorId, traceId, observationId]);
  return `eval-${createHash('sha256').update(said).digest('hex').slice(0, 32)}`;
};
