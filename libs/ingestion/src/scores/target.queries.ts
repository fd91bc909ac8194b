import type { WorkspaceTx } from '@debrief/infra';
import { notFound } from '@debrief/kernel';
import { sql } from 'kysely';
import type { ScoreTarget } from './score-statement';

/** Internal ids of the runs of a project that are there, by their external ids. */
export const findTraceIds = async (
  tx: WorkspaceTx,
  projectId: string,
  externalIds: readonly string[],
): Promise<Map<string, string>> => {
  if (externalIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; externalId: string }>`
    select id, external_id from trace where project_id = ${projectId} and external_id = any(${externalIds}::text[])`.execute(
    tx,
  );
  return new Map(rows.map(({ id, externalId }) => [externalId, id]));
};

/** Which targets of scores are there. */
export interface KnownTargets {
  /** @throws DomainError NOT_FOUND for the first that is not */
  check(target: ScoreTarget): void;
}

/**
 * Looks up what scores are about, of all of them at once.
 * @param datasetRunIds those that are there: runs over data sets are another feature's
 */
export const findTargets = async (
  tx: WorkspaceTx,
  projectId: string,
  targets: readonly ScoreTarget[],
  datasetRunIds: ReadonlySet<string>,
): Promise<KnownTargets> => {
  const traces = await findTraceIds(tx, projectId, distinct(targets, 'traceId'));
  const sessions = await findSessions(tx, projectId, distinct(targets, 'sessionId'));
  const observations = await findObservations(tx, projectId, targets);
  return {
    check: ({ traceId, observationId, sessionId, datasetRunId }) => {
      if (traceId !== null && !traces.has(traceId)) throw notFound('trace', traceId);
      if (observationId !== null && !observations.has(pairOf(traceId, observationId)))
        throw notFound('observation', observationId);
      if (sessionId !== null && !sessions.has(sessionId)) throw notFound('session', sessionId);
      if (datasetRunId !== null && !datasetRunIds.has(datasetRunId)) throw notFound('dataset run', datasetRunId);
    },
  };
};

const distinct = (targets: readonly ScoreTarget[], field: keyof ScoreTarget): string[] => [
  ...new Set(targets.flatMap((target) => target[field] ?? [])),
];

const findSessions = async (tx: WorkspaceTx, projectId: string, ids: readonly string[]): Promise<Set<string>> => {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select k.id from unnest(${ids}::text[]) as k(id)
     where exists (select from trace t where t.project_id = ${projectId} and t.session_id = k.id)`.execute(tx);
  return new Set(rows.map(({ id }) => id));
};

const pairOf = (traceId: string | null, observationId: string): string => JSON.stringify([traceId, observationId]);

/** An observation is named by its span id, else by the id of its event: its run's internal id and its seq. */
const findObservations = async (
  tx: WorkspaceTx,
  projectId: string,
  targets: readonly ScoreTarget[],
): Promise<Set<string>> => {
  const named = targets.filter(({ traceId, observationId }) => traceId !== null && observationId !== null);
  if (named.length === 0) return new Set();
  const { rows } = await sql<{ traceId: string; observationId: string }>`
    select distinct k.trace_id, k.observation_id
      from unnest(${named.map(({ traceId }) => traceId)}::text[], ${named.map(({ observationId }) => observationId)}::text[])
           as k(trace_id, observation_id)
      join trace t on t.project_id = ${projectId} and t.external_id = k.trace_id
     where exists (select from event e where e.trace_id = t.id and e.idempotency_key = k.observation_id and e.span_id = k.observation_id)
        or exists (select from event e where e.trace_id = t.id and e.span_id = k.observation_id)
        or exists (select from event e where e.trace_id = t.id and t.id || ':' || e.seq = k.observation_id)`.execute(
    tx,
  );
  return new Set(rows.map(({ traceId, observationId }) => pairOf(traceId, observationId)));
};
