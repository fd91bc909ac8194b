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
