import type { DB, WorkspaceTx } from '@debrief/infra';
import type { Insertable, Selectable, Updateable } from 'kysely';

export type TraceRow = Selectable<DB['trace']>;

/** @returns the row, or undefined when the id was taken already */
export const insertTrace = (tx: WorkspaceTx, trace: Insertable<DB['trace']>): Promise<TraceRow | undefined> =>
  tx
    .insertInto('trace')
    .values(trace)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'projectId', 'externalId']).doNothing())
    .returningAll()
    .executeTakeFirst();

export const findTraceForUpdate = (
  tx: WorkspaceTx,
  projectId: string,
  externalId: string,
): Promise<TraceRow | undefined> =>
  tx
    .selectFrom('trace')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('externalId', '=', externalId)
    .forNoKeyUpdate()
    .executeTakeFirst();

export const updateTrace = (tx: WorkspaceTx, id: string, changes: Updateable<DB['trace']>): Promise<TraceRow> =>
  tx.updateTable('trace').set(changes).where('id', '=', id).returningAll().executeTakeFirstOrThrow();

/** Traces of that id in every project the caller sees: usually one, several when projects chose the same id. */
export const findTracesByExternalId = (
  tx: WorkspaceTx,
  externalId: string,
  projectId: string | null,
): Promise<TraceRow[]> =>
  tx
    .selectFrom('trace')
    .innerJoin('project', 'project.id', 'trace.projectId')
    .selectAll('trace')
    .where('externalId', '=', externalId)
    .where('project.deletedAt', 'is', null)
    .$if(projectId !== null, (query) => query.where('projectId', '=', projectId))
    .limit(2)
    .execute();

/** By its internal id. */
export const findTrace = (tx: WorkspaceTx, id: string): Promise<TraceRow | undefined> =>
  tx.selectFrom('trace').selectAll().where('id', '=', id).executeTakeFirst();
