import type { DB, IdPage, WorkspaceTx } from '@debrief/infra';
import { type Insertable, sql } from 'kysely';
import type { OffsetPage } from '../datasets/dataset.types';
import type { DatasetRunItem } from './run.types';

const select = (tx: WorkspaceTx) =>
  tx
    .selectFrom('datasetRunItem')
    .innerJoin('datasetRun', 'datasetRun.id', 'datasetRunItem.runId')
    .innerJoin('datasetItem', 'datasetItem.id', 'datasetRunItem.itemId')
    .selectAll('datasetRunItem')
    .select([
      'datasetRun.externalId as runExternalId',
      'datasetRun.name as runName',
      'datasetItem.externalId as itemExternalId',
    ]);

/** Internal ids of the run and the item, the trace's external one. */
interface RunItemPlace {
  readonly runId: string;
  readonly itemId: string;
  readonly traceExternalId: string;
}

export const findRunItem = (
  tx: WorkspaceTx,
  { runId, itemId, traceExternalId }: RunItemPlace,
): Promise<DatasetRunItem | undefined> =>
  select(tx)
    .where('datasetRunItem.runId', '=', runId)
    .where('datasetRunItem.itemId', '=', itemId)
    .where('datasetRunItem.traceExternalId', '=', traceExternalId)
    .executeTakeFirst();

/** Newest first. */
export const selectRunItemPage = (
  tx: WorkspaceTx,
  runId: string,
  { beforeId, limit }: IdPage,
): Promise<DatasetRunItem[]> =>
  select(tx)
    .where('datasetRunItem.runId', '=', runId)
    .$if(beforeId !== undefined, (q) => q.where('datasetRunItem.id', '<', beforeId ?? ''))
    .orderBy('datasetRunItem.id', 'desc')
    .limit(limit)
    .execute();

export const selectRunItemsAt = (
  tx: WorkspaceTx,
  runId: string,
  { offset, limit }: OffsetPage,
): Promise<DatasetRunItem[]> =>
  select(tx)
    .where('datasetRunItem.runId', '=', runId)
    .orderBy('datasetRunItem.id', 'desc')
    .offset(offset)
    .limit(limit)
    .execute();

export const countRunItems = async (tx: WorkspaceTx, runId: string): Promise<number> => {
  const row = await tx
    .selectFrom('datasetRunItem')
    .select(sql<number>`count(*)`.as('n'))
    .where('runId', '=', runId)
    .executeTakeFirstOrThrow();
  return row.n;
};

/** @returns false where the item has the trace already, or the id is taken */
export const insertRunItem = async (tx: WorkspaceTx, values: Insertable<DB['datasetRunItem']>): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('datasetRunItem')
    .values(values)
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
};

/** What a row does not say yet. */
export const fillRunItem = async (
  tx: WorkspaceTx,
  id: string,
  set: Pick<DatasetRunItem, 'observationId' | 'output'>,
): Promise<void> => {
  await tx
    .updateTable('datasetRunItem')
    .set({ ...set, updatedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
};
