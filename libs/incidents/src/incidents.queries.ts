import type { DB, WorkspaceTx } from '@debrief/infra';
import { sql, type Updateable } from 'kysely';
import { selectIncidents } from './incident-columns';
import type { IncidentRow, IncidentTrace } from './incidents.types';

const rows = sql.raw(selectIncidents);
const uuids = (ids: readonly string[]) => sql`any(${ids}::uuid[])`;

/** One that was merged is answered by the incident that it was merged into. */
export const findIncident = async (tx: WorkspaceTx, id: string): Promise<IncidentRow | undefined> => {
  const found = await sql<IncidentRow>`
    ${rows} where i.id = (select coalesce(merged_into, id) from incident where id = ${id}::uuid)`.execute(tx);
  return found.rows[0];
};

export const listIncidentsById = async (tx: WorkspaceTx, ids: readonly string[]): Promise<IncidentRow[]> =>
  (await sql<IncidentRow>`${rows} where i.id = ${uuids(ids)} order by i.id`.execute(tx)).rows;

/**
 * Locks incidents in id order, so that two changes cannot wait for each other. A statement of its own: the next one sees what the
 * lock's last holder wrote.
 */
export const lockIncidents = async (tx: WorkspaceTx, ids: readonly string[]): Promise<void> => {
  await sql`select from incident where id = ${uuids(ids)} order by id for no key update`.execute(tx);
};

export const updateIncident = async (
  tx: WorkspaceTx,
  id: string,
  change: Updateable<DB['incident']>,
): Promise<void> => {
  await tx
    .updateTable('incident')
    .set({ ...change, updatedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
};

/** Newest first. */
export const listIncidentTraces = async (
  tx: WorkspaceTx,
  incidentId: string,
  { limit }: { readonly limit: number },
): Promise<IncidentTrace[]> =>
  tx
    .selectFrom('incidentTrace as m')
    .innerJoin('trace as t', 't.id', 'm.traceId')
    .select([
      'm.traceId',
      't.externalId',
      'm.fingerprint',
      'm.label',
      'm.criticalStepSeq',
      'm.confidence',
      'm.occurrences',
      'm.seenAt',
    ])
    .where('m.incidentId', '=', incidentId)
    .orderBy('m.traceId', 'desc')
    .orderBy('m.fingerprint')
    .limit(limit)
    .execute();
