import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import type { EntityKey } from './entity.queries';

/** When the latest event of an entity happened, in microseconds since 1970; null: there is none. */
export const selectLatest = async (
  tx: WorkspaceTx,
  projectId: string,
  { entity, id }: EntityKey,
): Promise<number | null> => {
  const { rows } = await sql<{ latest: number | null }>`
    select (extract(epoch from max(occurred_at)) * 1000000)::int8 as latest from entity_event
     where project_id = ${projectId} and entity_kind = ${entity} and entity_id = ${id}`.execute(tx);
  return rows[0]?.latest ?? null;
};

/** The events of an entity whose ids begin so, the first that came first. */
export const selectEventIds = async (
  tx: WorkspaceTx,
  projectId: string,
  { entity, id }: EntityKey,
  beginning: string,
): Promise<string[]> => {
  const { rows } = await sql<{ eventId: string }>`
    select event_id from entity_event
     where project_id = ${projectId} and entity_kind = ${entity} and entity_id = ${id} and starts_with(event_id, ${beginning})
     order by arrival`.execute(tx);
  return rows.map(({ eventId }) => eventId);
};
