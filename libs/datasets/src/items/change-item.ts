import type { WorkspaceTx } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { changedFields, recordAudit } from '@debrief/tenancy';
import { fromJsonColumn, toJsonColumn } from '../json-column';
import { mergeMetadata } from '../merge-metadata';
import { findItem, updateItem } from './item.queries';
import type { DatasetItem, ItemPatch } from './item.types';

type Columns = Pick<
  DatasetItem,
  'input' | 'expectedOutput' | 'metadata' | 'sourceTraceId' | 'sourceObservationId' | 'status'
>;

/** What a locked item becomes by a patch. */
export const toItemChange = (item: DatasetItem, patch: ItemPatch): Columns => ({
  input: patch.input === undefined ? item.input : toJsonColumn(patch.input),
  expectedOutput: patch.expectedOutput === undefined ? item.expectedOutput : toJsonColumn(patch.expectedOutput),
  metadata:
    patch.metadata === undefined
      ? item.metadata
      : toJsonColumn(mergeMetadata(fromJsonColumn(item.metadata), patch.metadata)),
  sourceTraceId: patch.sourceTraceId === undefined ? item.sourceTraceId : patch.sourceTraceId,
  sourceObservationId: patch.sourceObservationId === undefined ? item.sourceObservationId : patch.sourceObservationId,
  status: patch.status ?? item.status,
});

/** Changes a locked item. Its audit row names the fields: their values are cases, and may be large. A change of nothing leaves no trace. */
export const changeItem = async (
  tx: WorkspaceTx,
  scope: Scope,
  item: DatasetItem,
  change: Columns,
): Promise<DatasetItem> => {
  const changed = changedFields({ ...item }, { ...change });
  if (!changed) return item;
  await updateItem(tx, item.id, change);
  await recordAudit(tx, scope, {
    action: 'dataset_item.update',
    targetType: 'dataset_item',
    targetId: item.id,
    projectId: item.projectId,
    details: { dataset: item.datasetName, fields: Object.keys(changed.after).map(toWireName) },
  });
  return (await findItem(tx, item.projectId, item.externalId)) ?? item;
};

const toWireName = (column: string): string => column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
