import type { DB, IdPage, WorkspaceTx } from '@debrief/infra';
import { type Insertable, sql } from 'kysely';
import type { OffsetPage } from '../datasets/dataset.types';
import type { DatasetRun } from './run.types';

const select = (tx: WorkspaceTx, projectId: string) =>
  tx
    .selectFrom('datasetRun')
    .innerJoin('dataset', 'dataset.id', 'datasetRun.datasetId')
    .where('datasetRun.projectId', '=', projectId)
    .selectAll('datasetRun')
    .select([
      'dataset.externalId as datasetExternalId',
      'dataset.name as datasetName',
      sql<number>`(select count(distinct i.item_id) from dataset_run_item i
                    where i.workspace_id = dataset_run.workspace_id and i.run_id = dataset_run.id)`.as(
        'completedCount',
      ),
    ]);

/** By id; of a data set's run that has this id as its name, only if none has it as its id. */
export const findRun = (
  tx: WorkspaceTx,
  projectId: string,
  datasetId: string,
  idOrName: string,
): Promise<DatasetRun | undefined> =>
  select(tx, projectId)
    .where('datasetRun.datasetId', '=', datasetId)
    .where((eb) => eb.or([eb('datasetRun.externalId', '=', idOrName), eb('datasetRun.name', '=', idOrName)]))
    .orderBy((eb) => eb('datasetRun.externalId', '=', idOrName), 'desc')
    .limit(1)
    .executeTakeFirst();

export const findRunNamed = (
  tx: WorkspaceTx,
  projectId: string,
  datasetId: string,
  name: string,
): Promise<DatasetRun | undefined> =>
  select(tx, projectId)
    .where('datasetRun.datasetId', '=', datasetId)
    .where('datasetRun.name', '=', name)
    .executeTakeFirst();

/** By the id that clients know. */
export const findRunById = (tx: WorkspaceTx, projectId: string, externalId: string): Promise<DatasetRun | undefined> =>
  select(tx, projectId).where('datasetRun.externalId', '=', externalId).executeTakeFirst();

/** Newest first. */
export const selectRunPage = (
  tx: WorkspaceTx,
  projectId: string,
  datasetId: string,
  { beforeId, limit }: IdPage,
): Promise<DatasetRun[]> =>
  select(tx, projectId)
    .where('datasetRun.datasetId', '=', datasetId)
    .$if(beforeId !== undefined, (q) => q.where('datasetRun.id', '<', beforeId ?? ''))
    .orderBy('datasetRun.id', 'desc')
    .limit(limit)
    .execute();

export const selectRunsAt = (
  tx: WorkspaceTx,
  projectId: string,
  datasetId: string,
  { offset, limit }: OffsetPage,
): Promise<DatasetRun[]> =>
  select(tx, projectId)
    .where('datasetRun.datasetId', '=', datasetId)
    .orderBy('datasetRun.id', 'desc')
    .offset(offset)
    .limit(limit)
    .execute();

export const countRuns = async (tx: WorkspaceTx, datasetId: string): Promise<number> => {
  const row = await tx
    .selectFrom('datasetRun')
    .select(sql<number>`count(*)`.as('n'))
    .where('datasetId', '=', datasetId)
    .executeTakeFirstOrThrow();
  return row.n;
};

export const countActiveItems = async (tx: WorkspaceTx, datasetId: string): Promise<number> => {
  const row = await tx
    .selectFrom('datasetItem')
    .select(sql<number>`count(*)`.as('n'))
    .where('datasetId', '=', datasetId)
    .where('status', '=', 'ACTIVE')
    .executeTakeFirstOrThrow();
  return row.n;
};

/** @returns false where its id or its name is taken */
export const insertRun = async (tx: WorkspaceTx, values: Insertable<DB['datasetRun']>): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('datasetRun')
    .values(values)
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
};

export const deleteRun = async (tx: WorkspaceTx, id: string): Promise<void> => {
  await tx.deleteFrom('datasetRun').where('id', '=', id).execute();
};
