import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import type { Extremes } from '../absorb/move-tally';
import type { Part } from './merge-tallies';

/** The incident and what was merged into it. */
export const selectWithMerged = async (tx: WorkspaceTx, ids: readonly string[]): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    select id from incident where id = any(${ids}::uuid[]) or merged_into = any(${ids}::uuid[]) order by id`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
};

/** Runs that are in both incidents. */
export const countInBoth = async (tx: WorkspaceTx, a: string, b: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(distinct m.trace_id)::int as count
      from incident_trace m join incident_trace o on o.workspace_id = m.workspace_id and o.trace_id = m.trace_id
     where m.incident_id = ${a}::uuid and o.incident_id = ${b}::uuid`.execute(tx);
  return rows[0]?.count ?? 0;
};

/** Sends the runs of an incident, and whatever was merged into it, to another. */
export const redirectIncident = async (tx: WorkspaceTx, from: string, into: string): Promise<void> => {
  await sql`update incident_trace set incident_id = ${into}::uuid where incident_id = ${from}::uuid`.execute(tx);
  await sql`
    update incident set merged_into = ${into}::uuid, updated_at = now()
     where id = ${from}::uuid or merged_into = ${from}::uuid`.execute(tx);
};

/** The incident of a fingerprint that was merged into another. */
export const findMerged = async (tx: WorkspaceTx, into: string, fingerprint: string): Promise<string | undefined> => {
  const row = await tx
    .selectFrom('incident')
    .select('id')
    .where('mergedInto', '=', into)
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst();
  return row?.id;
};

/** What one fingerprint has in an incident. */
export const findPart = async (tx: WorkspaceTx, incidentId: string, fingerprint: string): Promise<Part> => {
  const { rows } = await sql<Extremes & Omit<Part, 'extremes'>>`
    select count(*)::int as session_count, coalesce(sum(m.occurrences), 0)::int as occurrence_count,
           count(*) filter (where not exists (
             select from incident_trace o
              where o.workspace_id = m.workspace_id and o.incident_id = m.incident_id and o.trace_id = m.trace_id
                and o.fingerprint <> m.fingerprint))::int as only_here,
           min(m.critical_step_seq) as critical_step_seq, max(m.confidence) as confidence,
           min(m.seen_at) as first_seen_at, max(m.seen_at) as last_seen_at
      from incident_trace m
     where m.incident_id = ${incidentId}::uuid and m.fingerprint = ${fingerprint}`.execute(tx);
  const { sessionCount, onlyHere, occurrenceCount, ...extremes } = rows[0] as (typeof rows)[number];
  return { sessionCount, onlyHere, occurrenceCount, extremes: sessionCount > 0 ? extremes : undefined };
};

/** Gives the runs of a fingerprint back to its own incident. */
export const restoreIncident = async (
  tx: WorkspaceTx,
  { home, from, fingerprint }: { readonly home: string; readonly from: string; readonly fingerprint: string },
): Promise<void> => {
  await sql`
    update incident_trace set incident_id = ${home}::uuid
     where incident_id = ${from}::uuid and fingerprint = ${fingerprint}`.execute(tx);
  await sql`update incident set merged_into = null, updated_at = now() where id = ${home}::uuid`.execute(tx);
};

/** Labels of an incident and of what was merged into it: its own first. */
export const selectLabels = async (tx: WorkspaceTx, id: string): Promise<string[]> => {
  const { rows } = await sql<{ label: string }>`
    select label from incident where id = ${id}::uuid or merged_into = ${id}::uuid
     group by label order by bool_or(id = ${id}::uuid) desc, label`.execute(tx);
  return rows.map(({ label }) => label);
};

/** Runs of an incident in id order, behind one. */
export const selectTraceIdsAfter = async (
  tx: WorkspaceTx,
  incidentId: string,
  { afterId, limit }: { readonly afterId: string | undefined; readonly limit: number },
): Promise<string[]> => {
  const { rows } = await sql<{ traceId: string }>`
    select distinct trace_id from incident_trace
     where incident_id = ${incidentId}::uuid and ${afterId === undefined ? sql`true` : sql`trace_id > ${afterId}::uuid`}
     order by trace_id limit ${limit}`.execute(tx);
  return rows.map(({ traceId }) => traceId);
};
