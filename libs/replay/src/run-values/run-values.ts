import type { WorkspaceTx } from '@debrief/infra';
import type { JsonValue } from '@debrief/kernel';
import { sql } from 'kysely';
import { readDetails } from '../observations/details.queries';
import { findObservation } from '../observations/observation.queries';
import type { Observation } from '../observations/observation.types';
import { readTraceIo } from '../platform-traces/read-trace-io';
import { latencySeconds, totalCost } from '../platform-traces/trace-columns-sql';
import { selectSpansByKey } from '../platform-traces/trace-io.queries';

/** A run, or one observation of it, by the ids that clients know. */
export interface ValueTarget {
  readonly traceId: string;
  /** Null: the run as a whole. */
  readonly observationId: string | null;
}

/** What went in and what came out, whole. */
export interface RecordedValue {
  readonly input: JsonValue;
  readonly output: JsonValue;
}

/** What of a run counts where runs are compared. */
export interface RunFacts {
  /** Internal. */
  readonly id: string;
  readonly externalId: string;
  readonly status: string;
  /** Of its detections. */
  readonly labels: readonly string[];
  readonly incidentIds: readonly string[];
  /** US dollars. */
  readonly cost: number;
  /** Null: it has not ended. */
  readonly latencyMs: number | null;
}

/** Those runs of a project that are there, by their external ids. */
export const readRunFacts = async (
  tx: WorkspaceTx,
  projectId: string,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, RunFacts>> => {
  if (externalIds.length === 0) return new Map();
  const { rows } = await sql<RunFacts>`
    select t.id, t.external_id, t.status, t.labels, t.incident_ids, ${totalCost}::float8 as cost, (${latencySeconds} * 1000)::float8 as latency_ms
      from trace t where t.project_id = ${projectId} and t.external_id = any(${[...new Set(externalIds)]}::text[])`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.externalId, row]));
};

/**
 * What runs and observations took in and gave, in the order of the targets; null for one that is not there (yet). Holds all of it at once:
 * whoever reads many asks for some at a time.
 * @param facts of their runs, as `readRunFacts` gives them
 */
export const readRecordedValues = async (
  tx: WorkspaceTx,
  projectId: string,
  targets: readonly ValueTarget[],
  facts: ReadonlyMap<string, RunFacts>,
): Promise<(RecordedValue | null)[]> => {
  const whole = targets.filter(({ observationId }) => observationId === null);
  const ofRun = await readTraceIo(
    tx,
    [...new Set(whole.map(({ traceId }) => traceId))].flatMap((traceId) => facts.get(traceId)?.id ?? []),
  );
  const ofPart = await readParts(tx, projectId, targets, facts);
  return targets.map((target) => {
    const run = facts.get(target.traceId);
    if (!run) return null;
    return (
      (target.observationId === null ? ofRun.get(run.id) : ofPart.get(nameOf(run.id, target.observationId))) ?? null
    );
  });
};

const nameOf = (traceId: string, spanId: string): string => `${traceId} ${spanId}`;

const readParts = async (
  tx: WorkspaceTx,
  projectId: string,
  targets: readonly ValueTarget[],
  facts: ReadonlyMap<string, RunFacts>,
): Promise<ReadonlyMap<string, RecordedValue>> => {
  const keys = targets.flatMap(({ traceId, observationId }) => {
    const run = facts.get(traceId);
    return run && observationId !== null ? { traceId: run.id, spanId: observationId } : [];
  });
  if (keys.length === 0) return new Map();
  const found: Observation[] = await selectSpansByKey(tx, keys);
  const imported = new Set(found.map(({ traceId, spanId }) => nameOf(traceId, spanId)));
  for (const { traceId, spanId } of keys.filter((key) => !imported.has(nameOf(key.traceId, key.spanId)))) {
    // A step of a native run has an id of its own form.
    const native = await findObservation(tx, projectId, spanId);
    if (native?.traceId === traceId) found.push(native);
  }
  const detailed = await readDetails(tx, found);
  return new Map(detailed.map(({ traceId, spanId, details }) => [nameOf(traceId, spanId), details]));
};
