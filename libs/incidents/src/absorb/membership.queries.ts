import type { DB, WorkspaceTx } from '@debrief/infra';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Group } from './group-detections';
import type { Extremes } from './move-tally';

export type MembershipRow = Selectable<DB['incidentTrace']>;

/** What of a run matters to incidents. */
export interface FailingTrace {
  readonly id: string;
  readonly projectId: string;
  readonly externalId: string;
  readonly agent: string | null;
  readonly startedAt: Date;
  /** Its end, else its last event, else its start. */
  readonly seenAt: Date;
  /** A regression run made it: it never counts. */
  readonly isRegression: boolean;
}

/** The run is this transaction's until it ends: of two that absorb it one waits. Runs are locked before incidents. */
export const lockTrace = async (tx: WorkspaceTx, id: string): Promise<FailingTrace | undefined> => {
  const { rows } = await sql<FailingTrace>`
    select t.id, t.project_id, t.external_id, t.agent, t.started_at,
           coalesce(t.ended_at, t.last_event_at, t.started_at)::timestamptz(3) as seen_at,
           exists (select from regression_trace r where r.workspace_id = t.workspace_id and r.trace_id = t.id) as is_regression
      from trace t
      join project p on p.workspace_id = t.workspace_id and p.id = t.project_id and p.deleted_at is null
     where t.id = ${id}::uuid for no key update of t`.execute(tx);
  return rows[0];
};

/** By fingerprint. */
export const listMemberships = (tx: WorkspaceTx, traceId: string): Promise<MembershipRow[]> =>
  tx.selectFrom('incidentTrace').selectAll().where('traceId', '=', traceId).orderBy('fingerprint').execute();

/**
 * Opens incidents, except where the project has one of the fingerprint; a transaction that is opening one is waited for. All come in
 * the order of fingerprints, so that two cannot wait for each other.
 * @returns ids of those that are new
 */
export const insertIncidents = async (
  tx: WorkspaceTx,
  rows: readonly Insertable<DB['incident']>[],
): Promise<string[]> => {
  if (rows.length === 0) return [];
  const inserted = await tx
    .insertInto('incident')
    .values([...rows])
    .onConflict((conflict) => conflict.columns(['workspaceId', 'projectId', 'fingerprint']).doNothing())
    .returning('id')
    .execute();
  return inserted.map(({ id }) => id);
};

/** Fingerprint → the incident that its runs go to. */
export const findHomes = async (
  tx: WorkspaceTx,
  projectId: string,
  fingerprints: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await sql<{ fingerprint: string; home: string }>`
    select fingerprint, coalesce(merged_into, id) as home from incident
     where project_id = ${projectId}::uuid and fingerprint = any(${fingerprints}::text[])`.execute(tx);
  return new Map(rows.map(({ fingerprint, home }) => [fingerprint, home]));
};

/** What a run's memberships are from now on. One that stays keeps when it was seen. */
export const replaceMemberships = async (
  tx: WorkspaceTx,
  trace: FailingTrace,
  members: readonly { readonly group: Group; readonly incidentId: string }[],
): Promise<void> => {
  const kept = members.map(({ group }) => group.fingerprint);
  await sql`delete from incident_trace where trace_id = ${trace.id}::uuid and fingerprint <> all(${kept}::text[])`.execute(
    tx,
  );
  if (members.length === 0) return;
  await tx
    .insertInto('incidentTrace')
    .values(members.map((member) => toRow(trace, member)))
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'traceId', 'fingerprint']).doUpdateSet((eb) => ({
        incidentId: eb.ref('excluded.incidentId'),
        label: eb.ref('excluded.label'),
        occurrences: eb.ref('excluded.occurrences'),
        criticalStepSeq: eb.ref('excluded.criticalStepSeq'),
        confidence: eb.ref('excluded.confidence'),
        isLinked: eb.ref('excluded.isLinked'),
      })),
    )
    .execute();
};

const toRow = (
  trace: FailingTrace,
  { group, incidentId }: { readonly group: Group; readonly incidentId: string },
): Insertable<DB['incidentTrace']> => ({
  incidentId,
  traceId: trace.id,
  fingerprint: group.fingerprint,
  label: group.label,
  occurrences: group.occurrences,
  criticalStepSeq: group.criticalStepSeq,
  confidence: group.confidence,
  isLinked: group.isLinked,
  seenAt: trace.seenAt,
});

/** Over the runs that are in an incident; undefined: none is. */
export const findExtremes = async (tx: WorkspaceTx, incidentId: string): Promise<Extremes | undefined> => {
  const { rows } = await sql<Extremes>`
    select min(critical_step_seq) as critical_step_seq, max(confidence) as confidence,
           min(seen_at) as first_seen_at, max(seen_at) as last_seen_at
      from incident_trace where incident_id = ${incidentId}::uuid having count(*) > 0`.execute(tx);
  return rows[0];
};

/** Incidents that an analysis of the run named by their ids. */
export const findLinkedIds = async (tx: WorkspaceTx, traceId: string): Promise<string[]> => {
  const rows = await tx
    .selectFrom('incidentTrace')
    .select('incidentId')
    .where('traceId', '=', traceId)
    .where('isLinked', '=', true)
    .execute();
  return rows.map(({ incidentId }) => incidentId);
};
