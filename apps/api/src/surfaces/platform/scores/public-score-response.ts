import type { Score } from '@debrief/replay';
import { toJson } from './v1-score-response';

/** Score as Langfuse clients parse it (platform.md D): its number is never null, of a text it is 0. */
export const toPublicScore = (score: Score) => ({
  id: score.id,
  traceId: score.traceId,
  sessionId: score.sessionId,
  observationId: score.observationId,
  datasetRunId: score.datasetRunId,
  name: score.name,
  source: score.source,
  dataType: score.dataType,
  value: score.value ?? 0,
  stringValue: score.stringValue,
  timestamp: score.timestamp.toISOString(),
  createdAt: score.createdAt.toISOString(),
  updatedAt: score.updatedAt.toISOString(),
  authorUserId: score.authorUserId,
  comment: score.comment,
  metadata: toJson(score.metadata),
  configId: score.configId,
  queueId: score.queueId,
  environment: score.environment,
});

const nobody = { userId: null, tags: [], sessionId: null };

/** Of the first version: clients of it demand the run, also of a score whose run has not come. */
export const toPublicScoreV1 = (score: Score) => ({
  ...toPublicScore(score),
  trace: score.trace ?? { ...nobody, environment: score.environment },
});

/** In lists of the second version. */
export const toPublicScoreV2 = (score: Score) => ({ ...toPublicScore(score), trace: score.trace });

export const v3Groups = ['details', 'subject', 'annotation'] as const;
export type V3Group = (typeof v3Groups)[number];

/** Of the third version: the value is of the score's type, and what is more comes by group. */
export const toPublicScoreV3 =
  (groups: ReadonlySet<V3Group>) =>
  (score: Score): object => ({
    id: score.id,
    projectId: score.projectId,
    name: score.name,
    value: typedValue(score),
    dataType: score.dataType,
    source: score.source,
    timestamp: score.timestamp.toISOString(),
    environment: score.environment,
    createdAt: score.createdAt.toISOString(),
    updatedAt: score.updatedAt.toISOString(),
    ...(groups.has('details') && {
      comment: score.comment,
      configId: score.configId,
      metadata: toJson(score.metadata),
    }),
    ...(groups.has('subject') && { subject: subjectOf(score) }),
    ...(groups.has('annotation') && { authorUserId: score.authorUserId, queueId: score.queueId }),
  });

const typedValue = ({ dataType, value, stringValue }: Score): number | boolean | string => {
  if (dataType === 'NUMERIC') return value ?? 0;
  return dataType === 'BOOLEAN' ? value === 1 : (stringValue ?? '');
};

const subjectOf = ({ traceId, observationId, sessionId, datasetRunId }: Score): object | null => {
  if (observationId !== null) return { kind: 'observation', id: observationId, traceId };
  if (traceId !== null) return { kind: 'trace', id: traceId };
  if (sessionId !== null) return { kind: 'session', id: sessionId };
  return datasetRunId === null ? null : { kind: 'experiment', id: datasetRunId };
};
