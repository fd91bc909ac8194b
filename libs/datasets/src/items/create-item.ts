import type { WorkspaceTx } from '@debrief/infra';
import { conflict, newId, type Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import type { Created, Dataset } from '../datasets/dataset.types';
import { isSameColumn, toJsonColumn } from '../json-column';
import { findItem, insertItem } from './item.queries';
import type { DatasetItem, NewItem } from './item.types';

/**
 * A new item of a data set that does not change meanwhile, or the one that is there with the same id and content.
 * @throws DomainError CONFLICT for an id that has other content, or is another data set's
 */
export const createItem = async (tx: WorkspaceTx, dataset: Dataset, input: NewItem): Promise<Created<DatasetItem>> => {
  const made = await addItem(tx, dataset, input);
  if (made) return { value: made, isNew: true };
  const stored = await findItem(tx, dataset.projectId, input.id ?? '');
  if (stored?.datasetId !== dataset.id || !isSame(stored, input))
    throw conflict(`A dataset item with the id ${input.id} exists, with other content`);
  return { value: stored, isNew: false };
};

/** @returns undefined where its id is taken */
export const addItem = async (tx: WorkspaceTx, dataset: Dataset, input: NewItem): Promise<DatasetItem | undefined> => {
  const id = newId();
  const externalId = input.id ?? id;
  const isNew = await insertItem(tx, {
    ...{ id, externalId, projectId: dataset.projectId, datasetId: dataset.id, ...toColumns(input) },
    incidentIds: [...input.incidentIds],
  });
  return isNew ? findItem(tx, dataset.projectId, externalId) : undefined;
};

export const auditNewItem = (tx: WorkspaceTx, scope: Scope, item: DatasetItem): Promise<void> =>
  recordAudit(tx, scope, {
    action: 'dataset_item.create',
    targetType: 'dataset_item',
    targetId: item.id,
    projectId: item.projectId,
    details: { dataset: item.datasetName, ...(item.sourceTraceId !== null && { source_trace: item.sourceTraceId }) },
  });

export const toColumns = (input: Omit<NewItem, 'id' | 'incidentIds'>) => ({
  input: toJsonColumn(input.input),
  expectedOutput: toJsonColumn(input.expectedOutput),
  metadata: toJsonColumn(input.metadata),
  sourceTraceId: input.sourceTraceId,
  sourceObservationId: input.sourceObservationId,
  status: input.status,
});

const isSame = (stored: DatasetItem, input: NewItem): boolean => {
  const sent = toColumns(input);
  return (
    isSameColumn(stored.input, sent.input) &&
    isSameColumn(stored.expectedOutput, sent.expectedOutput) &&
    isSameColumn(stored.metadata, sent.metadata) &&
    stored.sourceTraceId === sent.sourceTraceId &&
    stored.sourceObservationId === sent.sourceObservationId &&
    stored.status === sent.status
  );
};
