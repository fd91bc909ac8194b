import type { DB, IdPage, WorkspaceTx } from '@debrief/infra';
import { type Insertable, type SelectQueryBuilder, sql, type SqlBool, type Updateable } from 'kysely';
import type { OffsetPage } from '../datasets/dataset.types';
import type { DatasetItem, ItemFilters } from './item.types';

const select = (tx: WorkspaceTx, projectId: string, filters: ItemFilters) =>
  narrow(
    tx
      .selectFrom('datasetItem')
      .innerJoin('dataset', 'dataset.id', 'datasetItem.datasetId')
      .where('datasetItem.projectId', '=', projectId),
    filters,
  )
    .selectAll('datasetItem')
    .select(['dataset.externalId as datasetExternalId', 'dataset.name as datasetName']);

const narrow = <T>(
  query: SelectQueryBuilder<DB, 'datasetItem' | 'dataset', T>,
  { datasetId, status, sourceTraceId, sourceObservationId, incidentId }: ItemFilters,
) =>
  query
    .$if(datasetId !== undefined, (q) => q.where('datasetItem.datasetId', '=', datasetId ?? ''))
    .$if(status !== undefined, (q) => q.where('datasetItem.status', '=', status ?? ''))
    .$if(sourceTraceId !== undefined, (q) => q.where('datasetItem.sourceTraceId', '=', sourceTraceId ?? ''))
    .$if(sourceObservationId !== undefined, (q) =>
      q.where('datasetItem.sourceObservationId', '=', sourceObservationId ?? ''),
    )
    .$if(incidentId !== undefined, (q) =>
      q.where(sql<SqlBool>`dataset_item.incident_ids @> array[${incidentId}]::uuid[]`),
    );

/** By the id that clients know. */
export const findItem = (tx: WorkspaceTx, projectId: string, externalId: string): Promise<DatasetItem | undefined> =>
  select(tx, projectId, {}).where('datasetItem.externalId', '=', externalId).executeTakeFirst();

/** As `findItem`; the row stays as it is until the transaction ends. */
export const findItemForChange = (
  tx: WorkspaceTx,
  projectId: string,
  externalId: string,
): Promise<DatasetItem | undefined> =>
  select(tx, projectId, {})
    .where('datasetItem.externalId', '=', externalId)
    .forUpdate('datasetItem')
    .executeTakeFirst();

/** Newest first. */
export const selectItemPage = (
  tx: WorkspaceTx,
  projectId: string,
  filters: ItemFilters,
  { beforeId, limit }: IdPage,
): Promise<DatasetItem[]> =>
  select(tx, projectId, filters)
    .$if(beforeId !== undefined, (q) => q.where('datasetItem.id', '<', beforeId ?? ''))
    .orderBy('datasetItem.id', 'desc')
    .limit(limit)
    .execute();

export const selectItemsAt = (
  tx: WorkspaceTx,
  projectId: string,
  filters: ItemFilters,
  { offset, limit }: OffsetPage,
): Promise<DatasetItem[]> =>
  select(tx, projectId, filters).orderBy('datasetItem.id', 'desc').offset(offset).limit(limit).execute();

export const countItems = async (tx: WorkspaceTx, projectId: string, filters: ItemFilters): Promise<number> => {
  const row = await narrow(
    tx
      .selectFrom('datasetItem')
      .innerJoin('dataset', 'dataset.id', 'datasetItem.datasetId')
      .where('datasetItem.projectId', '=', projectId),
    filters,
  )
    .select(sql<number>`count(*)`.as('n'))
    .executeTakeFirstOrThrow();
  return row.n;
};

/** @returns false where its id is taken in the project */
export const insertItem = async (tx: WorkspaceTx, values: Insertable<DB['datasetItem']>): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('datasetItem')
    .values(values)
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
};

export const updateItem = async (tx: WorkspaceTx, id: string, set: Updateable<DB['datasetItem']>): Promise<void> => {
  await tx
    .updateTable('datasetItem')
    .set({ ...set, updatedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
};

export const deleteItem = async (tx: WorkspaceTx, id: string): Promise<void> => {
  await tx.deleteFrom('datasetItem').where('id', '=', id).execute();
};
