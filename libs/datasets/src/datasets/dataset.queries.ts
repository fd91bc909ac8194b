import type { DB, IdPage, WorkspaceTx } from '@debrief/infra';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { Dataset, OffsetPage } from './dataset.types';

const select = (tx: WorkspaceTx) =>
  tx
    .selectFrom('dataset')
    .selectAll('dataset')
    .select([
      sql<number>`(select count(*) from dataset_item i
                    where i.workspace_id = dataset.workspace_id and i.dataset_id = dataset.id)`.as('itemCount'),
      sql<number>`(select count(*) from dataset_run r
                    where r.workspace_id = dataset.workspace_id and r.dataset_id = dataset.id)`.as('runCount'),
    ]);

/** By id; of one that has this id as its name, only if none has it as its id. */
export const findDataset = (tx: WorkspaceTx, projectId: string, idOrName: string): Promise<Dataset | undefined> =>
  select(tx)
    .where('projectId', '=', projectId)
    .where((eb) => eb.or([eb('externalId', '=', idOrName), eb('name', '=', idOrName)]))
    .orderBy((eb) => eb('externalId', '=', idOrName), 'desc')
    .limit(1)
    .executeTakeFirst();

export const findDatasetBy = (
  tx: WorkspaceTx,
  projectId: string,
  column: 'name' | 'externalId' | 'id',
  value: string,
): Promise<Dataset | undefined> =>
  select(tx).where('projectId', '=', projectId).where(`dataset.${column}`, '=', value).executeTakeFirst();

/**
 * Keeps it from changing until the transaction ends; `items` lets others add items at the same time.
 * @returns whether it is still there
 */
export const lockDataset = async (tx: WorkspaceTx, id: string, about: 'all' | 'items'): Promise<boolean> => {
  const row = tx.selectFrom('dataset').select('id').where('id', '=', id);
  return (await (about === 'all' ? row.forUpdate() : row.forShare()).executeTakeFirst()) !== undefined;
};

/** Newest first. */
export const selectDatasetPage = (tx: WorkspaceTx, projectId: string, page: IdPage): Promise<Dataset[]> => {
  const { beforeId, limit } = page;
  return select(tx)
    .where('projectId', '=', projectId)
    .$if(beforeId !== undefined, (q) => q.where('dataset.id', '<', beforeId ?? ''))
    .orderBy('dataset.id', 'desc')
    .limit(limit)
    .execute();
};

export const selectDatasetsAt = (tx: WorkspaceTx, projectId: string, page: OffsetPage): Promise<Dataset[]> =>
  select(tx)
    .where('projectId', '=', projectId)
    .orderBy('dataset.id', 'desc')
    .offset(page.offset)
    .limit(page.limit)
    .execute();

export const countDatasets = async (tx: WorkspaceTx, projectId: string): Promise<number> => {
  const row = await tx
    .selectFrom('dataset')
    .select(sql<number>`count(*)`.as('n'))
    .where('projectId', '=', projectId)
    .executeTakeFirstOrThrow();
  return row.n;
};

/** @returns false where its id or its name is taken */
export const insertDataset = async (tx: WorkspaceTx, values: Insertable<DB['dataset']>): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('dataset')
    .values(values)
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
};

export const updateDataset = async (tx: WorkspaceTx, id: string, set: Updateable<DB['dataset']>): Promise<void> => {
  await tx
    .updateTable('dataset')
    .set({ ...set, updatedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
};

export const deleteDataset = async (tx: WorkspaceTx, id: string): Promise<void> => {
  await tx.deleteFrom('dataset').where('id', '=', id).execute();
};
