import type { DB, WorkspaceTx } from '@debrief/infra';
import { sql, type Insertable, type Selectable } from 'kysely';

/** An artifact with its trace's own (external) id. */
export type ArtifactRow = Selectable<DB['artifact']> & { readonly traceExternalId: string };
export type NewArtifact = Insertable<DB['artifact']>;

/** False when the project has the artifact_id already; a transaction that is inserting it is waited for. */
export const insertArtifact = async (tx: WorkspaceTx, artifact: NewArtifact): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('artifact')
    .values(artifact)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'projectId', 'artifactId']).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
};

const selectArtifacts = (tx: WorkspaceTx) =>
  tx
    .selectFrom('artifact')
    .innerJoin('trace', 'trace.id', 'artifact.traceId')
    .innerJoin('project', 'project.id', 'artifact.projectId')
    .selectAll('artifact')
    .select('trace.externalId as traceExternalId')
    .where('project.deletedAt', 'is', null);

/** Artifacts of that id in every project the caller sees, or in one: two rows at most, enough to tell whether it is ambiguous. */
export const findArtifacts = (
  tx: WorkspaceTx,
  artifactId: string,
  projectId: string | undefined,
): Promise<ArtifactRow[]> =>
  selectArtifacts(tx)
    .where('artifact.artifactId', '=', artifactId)
    .$if(projectId !== undefined, (query) => query.where('artifact.projectId', '=', projectId as string))
    .limit(2)
    .execute();

/** In the order in which they were made; a run with more has the first thousand listed. */
export const selectArtifactsOfTrace = (tx: WorkspaceTx, traceId: string): Promise<ArtifactRow[]> =>
  selectArtifacts(tx)
    .where('artifact.traceId', '=', traceId)
    .orderBy('artifact.createdAt')
    .orderBy('artifact.id')
    .limit(1000)
    .execute();

/**
 * Writes down the bytes' hash if none is known, so that of two uploads with different bytes only one may go on.
 * @returns false when another hash is known already
 */
export const claimHash = async (tx: WorkspaceTx, id: string, sha256: string): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('artifact')
    .set({ sha256 })
    .where('id', '=', id)
    .where((where) => where.or([where('sha256', 'is', null), where('sha256', '=', sha256)]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/** Touches no row that is gone or holds another hash; saying it twice changes nothing. */
export const updateToStored = async (
  tx: WorkspaceTx,
  id: string,
  bytes: { contentType: string; sha256: string },
): Promise<void> => {
  await tx
    .updateTable('artifact')
    .set({ ...bytes, status: 'stored', storedAt: sql<Date>`coalesce(stored_at, now())` })
    .where('id', '=', id)
    .where((where) => where.or([where('sha256', 'is', null), where('sha256', '=', bytes.sha256)]))
    .execute();
};

export const selectObjectsOfTraces = (tx: WorkspaceTx, traceIds: readonly string[]) =>
  tx.selectFrom('artifact').select(['id', 'traceId', 'storagePath']).where('traceId', 'in', traceIds).execute();

export const deleteArtifacts = async (tx: WorkspaceTx, ids: readonly string[]): Promise<void> => {
  await tx.deleteFrom('artifact').where('id', 'in', ids).execute();
};
