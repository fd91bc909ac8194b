import { Cursors, Database, pageById, type PageRequest, type WorkspaceTx } from '@debrief/infra';
import { MaskerCache } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { requireItemsFit } from '../items/require-items-fit';
import { isSameColumn } from '../json-column';
import { JsonSchemas } from '../schemas/json-schemas';
import { changeDataset, toChange } from './change-dataset';
import { addDataset, createDataset, toColumns } from './create-dataset';
import { countDatasets, deleteDataset, findDatasetBy, selectDatasetPage, selectDatasetsAt } from './dataset.queries';
import type { Counted, CountedPage, Created, Dataset, DatasetPatch, NewDataset, OffsetPage } from './dataset.types';
import { getDataset, getDatasetForChange, getDatasetNamed } from './locate-dataset';

/** Sets of cases to run an agent on. Every method is about one project, which the caller has resolved. */
@Injectable()
export class DatasetsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly maskers: MaskerCache,
    private readonly schemas: JsonSchemas,
  ) {}

  /** @throws DomainError INVALID for a schema that is none; CONFLICT `name_taken`, or for an id that has other content */
  async create(scope: Scope, projectId: string, input: NewDataset): Promise<Created<Dataset>> {
    const masked = await this.mask(scope, projectId, input);
    this.schemas.requireSchemas(toColumns(masked));
    return this.database.inWorkspace(scope, (tx) => createDataset(tx, scope, projectId, masked));
  }

  /** The data set of a name: made, or changed in what is given, as Langfuse's SDKs expect. @throws as `create` and `update` */
  async upsert(scope: Scope, projectId: string, input: NewDataset): Promise<Dataset> {
    const masked = await this.mask(scope, projectId, input);
    this.schemas.requireSchemas(toColumns(masked));
    return this.database.inWorkspace(scope, async (tx) => {
      const isKnown = (await findDatasetBy(tx, projectId, 'name', input.name)) !== undefined;
      const made = isKnown ? undefined : await addDataset(tx, scope, projectId, masked);
      if (made) return made;
      const { externalId: idOrName } = await getDatasetNamed(tx, projectId, input.name);
      const given = Object.entries(masked).filter(([field, value]) => value !== null && field !== 'id');
      return this.apply(tx, scope, { projectId, idOrName }, Object.fromEntries(given));
    });
  }

  /** Newest first. @throws DomainError MALFORMED `invalid_cursor` */
  list(scope: Scope, projectId: string, request: PageRequest): Promise<CountedPage<Dataset>> {
    const bond = { workspaceId: scope.workspaceId, list: `datasets/${projectId}` };
    return this.database.inWorkspace(scope, async (tx) => ({
      ...(await pageById(this.cursors, bond, request, (page) => selectDatasetPage(tx, projectId, page))),
      total: await countDatasets(tx, projectId),
    }));
  }

  /** Newest first. */
  listAt(scope: Scope, projectId: string, page: OffsetPage): Promise<Counted<Dataset>> {
    return this.database.inWorkspace(scope, async (tx) => ({
      items: await selectDatasetsAt(tx, projectId, page),
      total: await countDatasets(tx, projectId),
    }));
  }

  /** @throws DomainError NOT_FOUND */
  get(scope: Scope, projectId: string, idOrName: string): Promise<Dataset> {
    return this.database.inWorkspace(scope, (tx) => getDataset(tx, projectId, idOrName));
  }

  /** @throws DomainError NOT_FOUND */
  getNamed(scope: Scope, projectId: string, name: string): Promise<Dataset> {
    return this.database.inWorkspace(scope, (tx) => getDatasetNamed(tx, projectId, name));
  }

  /**
   * A new schema holds of the active items that are there, too.
   * @throws DomainError NOT_FOUND; INVALID for a schema that is none or that an item does not fit; CONFLICT `name_taken`
   */
  async update(scope: Scope, projectId: string, idOrName: string, patch: DatasetPatch): Promise<Dataset> {
    const masked = await this.mask(scope, projectId, patch);
    return this.database.inWorkspace(scope, (tx) => this.apply(tx, scope, { projectId, idOrName }, masked));
  }

  /** With its items and runs; their traces stay. @throws DomainError NOT_FOUND */
  async delete(scope: Scope, projectId: string, idOrName: string): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      const { id, name, itemCount, runCount } = await getDatasetForChange(tx, projectId, idOrName);
      await deleteDataset(tx, id);
      await recordAudit(tx, scope, {
        action: 'dataset.delete',
        targetType: 'dataset',
        targetId: id,
        projectId,
        details: { name, items: itemCount, runs: runCount },
      });
    });
  }

  private async apply(
    tx: WorkspaceTx,
    scope: Scope,
    { projectId, idOrName }: { readonly projectId: string; readonly idOrName: string },
    patch: DatasetPatch,
  ): Promise<Dataset> {
    const dataset = await getDatasetForChange(tx, projectId, idOrName);
    const change = toChange(dataset, patch);
    this.schemas.requireSchemas(change);
    const isSameSchema =
      isSameColumn(dataset.inputSchema, change.inputSchema) &&
      isSameColumn(dataset.expectedOutputSchema, change.expectedOutputSchema);
    if (!isSameSchema) await requireItemsFit(tx, dataset.id, (item) => this.schemas.requireFit(change, item));
    return changeDataset(tx, scope, dataset, change);
  }

  private async mask<T extends DatasetPatch>(scope: Scope, projectId: string, input: T): Promise<T> {
    const masker = await this.maskers.of(scope.workspaceId, projectId);
    const { description, metadata } = input;
    return {
      ...input,
      ...(typeof description === 'string' && { description: masker.maskText(description).value }),
      ...(metadata !== undefined && { metadata: masker.maskValue(metadata).value }),
    };
  }
}
