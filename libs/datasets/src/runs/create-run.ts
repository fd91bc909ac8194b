import type { WorkspaceTx } from '@debrief/infra';
import { conflict, newId } from '@debrief/kernel';
import type { Created, Dataset } from '../datasets/dataset.types';
import { isSameColumn, toJsonColumn } from '../json-column';
import { deriveRunId } from './run-id';
import { countActiveItems, findRunById, findRunNamed, insertRun } from './run.queries';
import type { DatasetRun, NewRun } from './run.types';

/**
 * A new run over a data set, or the one that is there with the same id and content.
 * @throws DomainError CONFLICT `name_taken`; CONFLICT for an id that has other content
 */
export const createRun = async (tx: WorkspaceTx, dataset: Dataset, input: NewRun): Promise<Created<DatasetRun>> => {
  const made = await addRun(tx, dataset, input);
  if (made) return { value: made, isNew: true };
  const stored = input.id === null ? undefined : await findRunById(tx, dataset.projectId, input.id);
  if (!stored) throw conflict(`The dataset has a run ${input.name} already`, 'name_taken');
  if (!isSame(stored, dataset, input))
    throw conflict(`A dataset run with the id ${input.id} exists, with other content`);
  return { value: stored, isNew: false };
};

/** The run of a name, made if the data set has none. */
export const openRun = async (tx: WorkspaceTx, dataset: Dataset, input: NewRun): Promise<DatasetRun> => {
  const found =
    (await findRunNamed(tx, dataset.projectId, dataset.id, input.name)) ??
    (await addRun(tx, dataset, input)) ??
    (await findRunNamed(tx, dataset.projectId, dataset.id, input.name)) ??
    // Its id is another's: then it gets one of ours.
    (await addRun(tx, dataset, { ...input, id: newId() }));
  if (!found) throw conflict(`The dataset run ${input.name} is being changed`);
  return found;
};

/** @returns undefined where its id or its name is taken */
const addRun = async (tx: WorkspaceTx, dataset: Dataset, input: NewRun): Promise<DatasetRun | undefined> => {
  const externalId = input.id ?? deriveRunId(dataset.projectId, dataset.externalId, input.name);
  const values = {
    projectId: dataset.projectId,
    datasetId: dataset.id,
    name: input.name,
    description: input.description,
    metadata: toJsonColumn(input.metadata),
    itemCount: await countActiveItems(tx, dataset.id),
  };
  if (await insertRun(tx, { ...values, id: newId(), externalId }))
    return findRunById(tx, dataset.projectId, externalId);
  return undefined;
};

const isSame = (stored: DatasetRun, dataset: Dataset, input: NewRun): boolean =>
  stored.datasetId === dataset.id &&
  stored.name === input.name &&
  stored.description === input.description &&
  isSameColumn(stored.metadata, toJsonColumn(input.metadata));
