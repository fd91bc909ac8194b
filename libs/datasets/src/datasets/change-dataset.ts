import type { WorkspaceTx } from '@debrief/infra';
import { conflict, type Scope } from '@debrief/kernel';
import { changedFields, recordAudit } from '@debrief/tenancy';
import { fromJsonColumn, toJsonColumn } from '../json-column';
import { mergeMetadata } from '../merge-metadata';
import { findDatasetBy, updateDataset } from './dataset.queries';
import type { Dataset, DatasetPatch } from './dataset.types';

type Change = Pick<Dataset, 'name' | 'description' | 'metadata' | 'inputSchema' | 'expectedOutputSchema'>;

/** What a locked data set becomes by a patch. */
export const toChange = (dataset: Dataset, patch: DatasetPatch): Change => ({
  name: patch.name ?? dataset.name,
  description: patch.description === undefined ? dataset.description : patch.description,
  metadata:
    patch.metadata === undefined
      ? dataset.metadata
      : toJsonColumn(mergeMetadata(fromJsonColumn(dataset.metadata), patch.metadata)),
  inputSchema: patch.inputSchema === undefined ? dataset.inputSchema : toJsonColumn(patch.inputSchema),
  expectedOutputSchema:
    patch.expectedOutputSchema === undefined ? dataset.expectedOutputSchema : toJsonColumn(patch.expectedOutputSchema),
});

/** Changes a locked data set, with its audit row; a change of nothing leaves no trace. @throws DomainError CONFLICT `name_taken` */
export const changeDataset = async (
  tx: WorkspaceTx,
  scope: Scope,
  dataset: Dataset,
  change: Change,
): Promise<Dataset> => {
  const changed = changedFields(toDetails(dataset), toDetails(change));
  if (!changed) return dataset;
  if (change.name !== dataset.name && (await findDatasetBy(tx, dataset.projectId, 'name', change.name)))
    throw conflict(`A dataset ${change.name} exists already`, 'name_taken');
  await updateDataset(tx, dataset.id, change);
  await recordAudit(tx, scope, {
    action: 'dataset.update',
    targetType: 'dataset',
    targetId: dataset.id,
    projectId: dataset.projectId,
    details: changed,
  });
  return (await findDatasetBy(tx, dataset.projectId, 'id', dataset.id)) ?? dataset;
};

const toDetails = ({ name, description, metadata, inputSchema, expectedOutputSchema }: Change) => ({
  name,
  description,
  metadata,
  input_schema: inputSchema,
  expected_output_schema: expectedOutputSchema,
});
