import type { WorkspaceTx } from '@debrief/infra';
import { notFound } from '@debrief/kernel';
import { findDataset, findDatasetBy, lockDataset } from './dataset.queries';
import type { Dataset } from './dataset.types';
import { spellingsOf } from './spellings-of';

/** @throws DomainError NOT_FOUND */
export const getDataset = async (tx: WorkspaceTx, projectId: string, idOrName: string): Promise<Dataset> => {
  const dataset = await findDataset(tx, projectId, idOrName);
  if (!dataset) throw notFound('dataset', idOrName);
  return dataset;
};

/** As Langfuse's SDKs name it: some encode a name twice. @throws DomainError NOT_FOUND */
export const getDatasetNamed = async (tx: WorkspaceTx, projectId: string, name: string): Promise<Dataset> => {
  for (const spelling of spellingsOf(name)) {
    const dataset = await findDatasetBy(tx, projectId, 'name', spelling);
    if (dataset) return dataset;
  }
  throw notFound('dataset', name);
};

/** As `getDataset`; the row stays as it is until the transaction ends. `items`: others may add items meanwhile. */
export const getDatasetForChange = async (
  tx: WorkspaceTx,
  projectId: string,
  idOrName: string,
  about: 'all' | 'items' = 'all',
): Promise<Dataset> => {
  const { id } = await getDataset(tx, projectId, idOrName);
  const dataset = (await lockDataset(tx, id, about)) ? await findDatasetBy(tx, projectId, 'id', id) : undefined;
  if (!dataset) throw notFound('dataset', idOrName);
  return dataset;
};
