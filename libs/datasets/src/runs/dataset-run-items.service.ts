import { Cursors, Database, pageById, type PageRequest, type WorkspaceTx } from '@debrief/infra';
import { MaskerCache } from '@debrief/ingestion';
import { DomainError, notFound, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import type { Counted, CountedPage, Created, OffsetPage } from '../datasets/dataset.types';
import { getDatasetForChange } from '../datasets/locate-dataset';
import { findItem } from '../items/item.queries';
import { openRun } from './create-run';
import { maskRun } from './dataset-runs.service';
import { getRun } from './locate-run';
import { recordRunItem } from './record-run-item';
import { countRunItems, selectRunItemPage, selectRunItemsAt } from './run-item.queries';
import type { DatasetRun, DatasetRunItem, NewRun, NewRunItem, RunRef } from './run.types';

const mostAtOnce = 10_000;

/** What became of one run item of a batch. */
export type RunItemOutcome = Created<DatasetRunItem> | DomainError;

/** Which trace each run gave for which item. */
@Injectable()
export class DatasetRunItemsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly maskers: MaskerCache,
  ) {}

  /** Each alone, in their order, in one transaction. @throws DomainError NOT_FOUND run */
  async recordMany(
    scope: Scope,
    projectId: string,
    ref: RunRef,
    inputs: readonly NewRunItem[],
  ): Promise<RunItemOutcome[]> {
    const masked: NewRunItem[] = [];
    for (const input of inputs) masked.push(await this.mask(scope, projectId, input));
    return this.database.inWorkspace(scope, async (tx) => {
      const run = await getRun(tx, projectId, ref);
      const outcomes: RunItemOutcome[] = [];
      for (const input of masked) outcomes.push(await tryRecord(tx, run, input));
      return outcomes;
    });
  }

  /** @throws DomainError NOT_FOUND run, item, observation; INVALID where neither trace nor observation is named */
  async record(scope: Scope, projectId: string, ref: RunRef, input: NewRunItem): Promise<Created<DatasetRunItem>> {
    const [outcome] = await this.recordMany(scope, projectId, ref, [input]);
    if (outcome instanceof DomainError) throw outcome;
    return outcome!;
  }

  /**
   * As Langfuse's SDKs send it: the run is named, and made if its data set has none of that name.
   * @throws DomainError as `record`; NOT_FOUND also for an archived item
   */
  async recordNamed(scope: Scope, projectId: string, run: NewRun, input: NewRunItem): Promise<Created<DatasetRunItem>> {
    const masked = await this.mask(scope, projectId, input);
    const maskedRun = await maskRun(this.maskers, scope, projectId, run);
    return this.database.inWorkspace(scope, async (tx) => {
      const item = await findItem(tx, projectId, input.itemId);
      if (!item || item.status === 'ARCHIVED') throw notFound('dataset item', input.itemId);
      const dataset = await getDatasetForChange(tx, projectId, item.datasetExternalId, 'items');
      return recordRunItem(tx, await openRun(tx, dataset, maskedRun), item, masked);
    });
  }

  /** Newest first. @throws DomainError NOT_FOUND run; MALFORMED `invalid_cursor` */
  list(scope: Scope, projectId: string, ref: RunRef, request: PageRequest): Promise<CountedPage<DatasetRunItem>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getRun(tx, projectId, ref);
      const bond = { workspaceId: scope.workspaceId, list: `dataset-run-items/${id}` };
      return {
        ...(await pageById(this.cursors, bond, request, (page) => selectRunItemPage(tx, id, page))),
        total: await countRunItems(tx, id),
      };
    });
  }

  /** Newest first. @throws DomainError NOT_FOUND run */
  listAt(scope: Scope, projectId: string, ref: RunRef, page: OffsetPage): Promise<Counted<DatasetRunItem>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getRun(tx, projectId, ref);
      return { items: await selectRunItemsAt(tx, id, page), total: await countRunItems(tx, id) };
    });
  }

  /** Of a run that was read just now, newest first, the first 10,000. */
  listAll(scope: Scope, { id }: Pick<DatasetRun, 'id'>): Promise<DatasetRunItem[]> {
    return this.database.inWorkspace(scope, (tx) => selectRunItemsAt(tx, id, { offset: 0, limit: mostAtOnce }));
  }

  private async mask(scope: Scope, projectId: string, input: NewRunItem): Promise<NewRunItem> {
    const masker = await this.maskers.of(scope.workspaceId, projectId);
    return { ...input, output: masker.maskValue(input.output).value };
  }
}

const tryRecord = async (tx: WorkspaceTx, run: DatasetRun, input: NewRunItem): Promise<RunItemOutcome> => {
  try {
    const item = await findItem(tx, run.projectId, input.itemId);
    if (item?.datasetId !== run.datasetId) throw notFound('dataset item', input.itemId);
    return await recordRunItem(tx, run, item, input);
  } catch (error) {
    if (error instanceof DomainError && ['INVALID', 'NOT_FOUND', 'CONFLICT'].includes(error.code)) return error;
    throw error;
  }
};
