import type { EvaluatedScore } from '@debrief/ingestion';
import type { Outcome } from '../rules/outcome';
import type { TargetPlace } from '../targets/target-reader';
import type { EvaluatorJob, JobResult } from './evaluator-job.types';
import { scoreIdOf } from './target-key';

/** The score that a job gives a target. */
export const toScore = (
  job: Pick<EvaluatorJob, 'id' | 'evaluatorId' | 'evaluatorVersion'>,
  scoreName: string,
  place: TargetPlace,
  { value, stringValue, dataType, reasoning, metadata }: Outcome,
): EvaluatedScore => ({
  id: scoreIdOf(job.evaluatorId, place),
  traceId: place.traceId,
  observationId: place.observationId,
  sessionId: null,
  datasetRunId: null,
  name: scoreName,
  value,
  stringValue,
  dataType,
  comment: reasoning,
  metadata: { ...metadata, evaluatorId: job.evaluatorId, evaluatorVersion: job.evaluatorVersion, jobId: job.id },
  environment: null,
  scoredAt: new Date(),
});

/** A score as a job tells it. */
export const toJobScore = ({ dataType, value, stringValue }: Outcome): JobResult['score'] =>
  dataType === 'BOOLEAN' ? value === 1 : dataType === 'NUMERIC' ? value : stringValue;
