import type { WorkspaceTx } from '@debrief/infra';
import { conflict, newId, type Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { isSameColumn, toJsonColumn } from '../json-column';
import { findDatasetBy, insertDataset } from './dataset.queries';
import type { Created, Dataset, NewDataset } from './dataset.types';

/**
 * A new data set, or the one that is there with the same id and content.
 * @throws DomainError CONFLICT `name_taken`; CONFLICT for an id that has other content
 */
export const createDataset = async (
  tx: WorkspaceTx,
  scope: Scope,
  projectId: string,
  input: NewDataset,
): Promise<Created<Dataset>> => {
  const made = await addDataset(tx, scope, projectId, input);
  if (made) return { value: made, isNew: true };
  const stored = input.id === null ? undefined : await findDatasetBy(tx, projectId, 'externalId', input.id);
  if (!stored) throw conflict(`A dataset ${input.name} exists already`, 'name_taken');
  if (!isSame(stored, toColumns(input))) throw conflict(`A dataset with the id ${input.id} exists, with other content`);
  return { value: stored, isNew: false };
};

/** @returns undefined where its id or its name is taken */
export const addDataset = async (
  tx: WorkspaceTx,
  scope: Scope,
  projectId: string,
  input: NewDataset,
): Promise<Dataset | undefined> => {
  const id = newId();
  if (!(await insertDataset(tx, { id, projectId, externalId: input.id ?? id, ...toColumns(input) }))) return undefined;
  await recordAudit(tx, scope, {
    action: 'dataset.create',
    targetType: 'dataset',
    targetId: id,
    projectId,
    details: { name: input.name },
  });
  return findDatasetBy(tx, projectId, 'id', id);
};

type Columns = ReturnType<typeof toColumns>;

export const toColumns = (input: Omit<NewDataset, 'id'>) => ({
  name: input.name,
  description: input.description,
  metadata: toJsonColumn(input.metadata),
  inputSchema: toJsonColumn(input.inputSchema),
  expectedOutputSchema: toJsonColumn(input.expectedOutputSchema),
});

const isSame = (stored: Dataset, sent: Columns): boolean =>
  stored.name === sent.name &&
  stored.description === sent.description &&
  isSameColumn(stored.metadata, sent.metadata) &&
  isSameColumn(stored.inputSchema, sent.inputSchema) &&
  isSameColumn(stored.expectedOutputSchema, sent.expectedOutputSchema);
