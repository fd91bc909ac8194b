import { Cursors, Database, pageById, type PageRequest, type WorkspaceTx } from '@debrief/infra';
import { MaskerCache } from '@debrief/ingestion';
import { DomainError, notFound, type Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import type { Counted, CountedPage, Created, Dataset, OffsetPage } from '../datasets/dataset.types';
import { getDataset, getDatasetForChange, getDatasetNamed } from '../datasets/locate-dataset';
import { fromJsonColumn } from '../json-column';
import { JsonSchemas } from '../schemas/json-schemas';
import { changeItem, toItemChange } from './change-item';
import { addItem, auditNewItem, createItem } from './create-item';
import { countItems, deleteItem, findItem, findItemForChange, selectItemPage, selectItemsAt } from './item.queries';
import type { DatasetItem, ItemFilters, ItemPatch, NewItem } from './item.types';
import { maskItem } from './mask-item';

/** What became of one item of a batch. */
export type ItemOutcome = Created<DatasetItem> | DomainError;

/** What filters a list, with its data set as a client names it. */
export type ItemQuery = Omit<ItemFilters, 'datasetId'>;

/** The cases of data sets. */
@Injectable()
export class DatasetItemsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly maskers: MaskerCache,
    private readonly schemas: JsonSchemas,
  ) {}

  /**
   * @throws DomainError NOT_FOUND dataset; INVALID for what does not fit its schemas; CONFLICT for an id that has other content, or is
   *   another data set's
   */
  async create(scope: Scope, projectId: string, dataset: string, input: NewItem): Promise<Created<DatasetItem>> {
    const [outcome] = await this.createMany(scope, projectId, dataset, [input]);
    if (outcome instanceof DomainError) throw outcome;
    return outcome!;
  }

  /** Each alone, in their order, in one transaction. @throws DomainError NOT_FOUND dataset */
  async createMany(
    scope: Scope,
    projectId: string,
    idOrName: string,
    inputs: readonly NewItem[],
  ): Promise<ItemOutcome[]> {
    const masked: NewItem[] = [];
    for (const input of inputs) masked.push(await maskItem(this.maskers, scope, projectId, input));
    return this.database.inWorkspace(scope, async (tx) => {
      const dataset = await getDatasetForChange(tx, projectId, idOrName, 'items');
      const outcomes: ItemOutcome[] = [];
      for (const input of masked) outcomes.push(await this.tryCreate(tx, dataset, input));
      await auditNewItems(tx, scope, dataset, outcomes);
      return outcomes;
    });
  }

  /**
   * The item of an id: made, or changed in what is given, as Langfuse's SDKs expect.
   * @throws DomainError NOT_FOUND dataset, or an id that is another data set's; INVALID
   */
  async upsert(scope: Scope, projectId: string, datasetName: string, input: NewItem, patch: ItemPatch) {
    const masked = await maskItem(this.maskers, scope, projectId, input);
    const maskedPatch = await maskItem(this.maskers, scope, projectId, patch);
    return this.database.inWorkspace(scope, async (tx) => {
      const { externalId } = await getDatasetNamed(tx, projectId, datasetName);
      const dataset = await getDatasetForChange(tx, projectId, externalId, 'items');
      const stored = input.id === null ? undefined : await findItemForChange(tx, projectId, input.id);
      if (stored) return this.apply(tx, scope, dataset, stored, maskedPatch);
      this.schemas.requireFit(dataset, masked);
      const made = await addItem(tx, dataset, masked);
      if (made) {
        await auditNewItem(tx, scope, made);
        return made;
      }
      // Somebody else has just made it.
      const known = await findItemForChange(tx, projectId, input.id ?? '');
      if (!known) throw notFound('dataset item', input.id ?? '');
      return this.apply(tx, scope, dataset, known, maskedPatch);
    });
  }

  /** Newest first. @throws DomainError NOT_FOUND dataset; MALFORMED `invalid_cursor` */
  list(
    scope: Scope,
    projectId: string,
    idOrName: string,
    query: ItemQuery,
    request: PageRequest,
  ): Promise<CountedPage<DatasetItem>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { id: datasetId } = await getDataset(tx, projectId, idOrName);
      const bond = { workspaceId: scope.workspaceId, list: `dataset-items/${datasetId}`, filters: { ...query } };
      const filters = { ...query, datasetId };
      return {
        ...(await pageById(this.cursors, bond, request, (page) => selectItemPage(tx, projectId, filters, page))),
        total: await countItems(tx, projectId, filters),
      };
    });
  }

  /** Newest first, of one data set or of all. @throws DomainError NOT_FOUND dataset */
  listAt(
    scope: Scope,
    projectId: string,
    { datasetName, ...query }: ItemQuery & { readonly datasetName?: string },
    page: OffsetPage,
  ): Promise<Counted<DatasetItem>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const dataset = datasetName === undefined ? undefined : await getDatasetNamed(tx, projectId, datasetName);
      const filters = { ...query, datasetId: dataset?.id };
      return {
        items: await selectItemsAt(tx, projectId, filters, page),
        total: await countItems(tx, projectId, filters),
      };
    });
  }

  /** @param dataset of which it must be; absent: of any. @throws DomainError NOT_FOUND */
  get(scope: Scope, projectId: string, id: string, dataset?: string): Promise<DatasetItem> {
    return this.database.inWorkspace(scope, async (tx) => {
      const within = dataset === undefined ? undefined : await getDataset(tx, projectId, dataset);
      return requireItem(await findItem(tx, projectId, id), id, within);
    });
  }

  /** @throws DomainError NOT_FOUND; INVALID for what does not fit the schemas */
  async update(
    scope: Scope,
    projectId: string,
    { dataset: idOrName, id }: { readonly dataset: string; readonly id: string },
    patch: ItemPatch,
  ): Promise<DatasetItem> {
    const masked = await maskItem(this.maskers, scope, projectId, patch);
    return this.database.inWorkspace(scope, async (tx) => {
      const dataset = await getDatasetForChange(tx, projectId, idOrName, 'items');
      const item = requireItem(await findItemForChange(tx, projectId, id), id, dataset);
      return this.apply(tx, scope, dataset, item, masked);
    });
  }

  /** With what runs gave for it; their traces stay. @throws DomainError NOT_FOUND */
  async delete(scope: Scope, projectId: string, id: string, dataset?: string): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      const within = dataset === undefined ? undefined : await getDataset(tx, projectId, dataset);
      const item = requireItem(await findItemForChange(tx, projectId, id), id, within);
      await deleteItem(tx, item.id);
      await recordAudit(tx, scope, {
        action: 'dataset_item.delete',
        targetType: 'dataset_item',
        targetId: item.id,
        projectId,
        details: { dataset: item.datasetName },
      });
    });
  }

  private async tryCreate(tx: WorkspaceTx, dataset: Dataset, input: NewItem): Promise<ItemOutcome> {
    try {
      this.schemas.requireFit(dataset, input);
      return await createItem(tx, dataset, input);
    } catch (error) {
      if (error instanceof DomainError && (error.code === 'INVALID' || error.code === 'CONFLICT')) return error;
      throw error;
    }
  }

  private async apply(
    tx: WorkspaceTx,
    scope: Scope,
    dataset: Dataset,
    item: DatasetItem,
    patch: ItemPatch,
  ): Promise<DatasetItem> {
    requireItem(item, item.externalId, dataset);
    const change = toItemChange(item, patch);
    this.schemas.requireFit(dataset, {
      input: fromJsonColumn(change.input),
      expectedOutput: fromJsonColumn(change.expectedOutput),
    });
    return changeItem(tx, scope, item, change);
  }
}

const requireItem = (item: DatasetItem | undefined, id: string, within: Dataset | undefined): DatasetItem => {
  if (!item || (within && item.datasetId !== within.id)) throw notFound('dataset item', id);
  return item;
};

/** One alone names its item; a batch says how many there were. */
const auditNewItems = async (
  tx: WorkspaceTx,
  scope: Scope,
  dataset: Dataset,
  outcomes: readonly ItemOutcome[],
): Promise<void> => {
  const made = outcomes.flatMap((one) => (one instanceof DomainError || !one.isNew ? [] : one.value));
  if (made.length === 1) return auditNewItem(tx, scope, made[0]!);
  if (made.length === 0) return;
  await recordAudit(tx, scope, {
    action: 'dataset_item.create',
    targetType: 'dataset',
    targetId: dataset.id,
    projectId: dataset.projectId,
    details: { dataset: dataset.name, items: made.length },
  });
};
