import type { WorkspaceTx } from '@debrief/infra';
import { notFound } from '@debrief/kernel';
import { getDataset } from '../datasets/locate-dataset';
import { findRun, findRunById } from './run.queries';
import type { DatasetRun, RunRef } from './run.types';

/** @throws DomainError NOT_FOUND dataset, run */
export const getRun = async (tx: WorkspaceTx, projectId: string, { dataset, run }: RunRef): Promise<DatasetRun> => {
  const found =
    dataset === undefined
      ? await findRunById(tx, projectId, run)
      : await findRun(tx, projectId, (await getDataset(tx, projectId, dataset)).id, run);
  if (!found) throw notFound('dataset run', run);
  return found;
};
