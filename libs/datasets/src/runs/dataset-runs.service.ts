import { Cursors, Database, pageById, type PageRequest } from '@debrief/infra';
import { MaskerCache } from '@debrief/ingestion';
import { notFound, type Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import type { Counted, CountedPage, Created, OffsetPage } from '../datasets/dataset.types';
import { getDataset, getDatasetForChange, getDatasetNamed } from '../datasets/locate-dataset';
import { spellingsOf } from '../datasets/spellings-of';
import { createRun } from './create-run';
import { getRun } from './locate-run';
import { countRuns, deleteRun, findRunNamed, selectRunPage, selectRunsAt } from './run.queries';
import type { DatasetRun, NewRun, RunRef } from './run.types';

/** Runs over data sets. */
@Injectable()
export class DatasetRunsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly maskers: MaskerCache,
  ) {}

  /** @throws DomainError NOT_FOUND dataset; CONFLICT `name_taken`, or for an id that has other content */
  async create(scope: Scope, projectId: string, idOrName: string, input: NewRun): Promise<Created<DatasetRun>> {
    const masked = await maskRun(this.maskers, scope, projectId, input);
    return this.database.inWorkspace(scope, async (tx) => {
      const dataset = await getDatasetForChange(tx, projectId, idOrName, 'items');
      const created = await createRun(tx, dataset, masked);
      if (!created.isNew) return created;
      await recordAudit(tx, scope, {
        action: 'dataset_run.create',
        targetType: 'dataset_run',
        targetId: created.value.id,
        projectId,
        details: { dataset: dataset.name, name: input.name },
      });
      return created;
    });
  }

  /** Newest first. @throws DomainError NOT_FOUND dataset; MALFORMED `invalid_cursor` */
  list(scope: Scope, projectId: string, idOrName: string, request: PageRequest): Promise<CountedPage<DatasetRun>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getDataset(tx, projectId, idOrName);
      const bond = { workspaceId: scope.workspaceId, list: `dataset-runs/${id}` };
      return {
        ...(await pageById(this.cursors, bond, request, (page) => selectRunPage(tx, projectId, id, page))),
        total: await countRuns(tx, id),
      };
    });
  }

  /** Newest first. @throws DomainError NOT_FOUND dataset */
  listAt(scope: Scope, projectId: string, datasetName: string, page: OffsetPage): Promise<Counted<DatasetRun>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getDatasetNamed(tx, projectId, datasetName);
      return { items: await selectRunsAt(tx, projectId, id, page), total: await countRuns(tx, id) };
    });
  }

  /** @throws DomainError NOT_FOUND */
  get(scope: Scope, projectId: string, ref: RunRef): Promise<DatasetRun> {
    return this.database.inWorkspace(scope, (tx) => getRun(tx, projectId, ref));
  }

  /** @throws DomainError NOT_FOUND dataset, run */
  getNamed(scope: Scope, projectId: string, datasetName: string, name: string): Promise<DatasetRun> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getDatasetNamed(tx, projectId, datasetName);
      for (const spelling of spellingsOf(name)) {
        const run = await findRunNamed(tx, projectId, id, spelling);
        if (run) return run;
      }
      throw notFound('dataset run', name);
    });
  }

  /** Its items go with it; their traces stay. @throws DomainError NOT_FOUND */
  async delete(scope: Scope, projectId: string, ref: RunRef): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      const run = await getRun(tx, projectId, ref);
      await deleteRun(tx, run.id);
      await recordAudit(tx, scope, {
        action: 'dataset_run.delete',
        targetType: 'dataset_run',
        targetId: run.id,
        projectId,
        details: { dataset: run.datasetName, name: run.name },
      });
    });
  }
}

type Described = Pick<NewRun, 'description' | 'metadata'>;

export const maskRun = async <T extends Described>(
  maskers: MaskerCache,
  scope: Scope,
  projectId: string,
  run: T,
): Promise<T> => {
  const masker = await maskers.of(scope.workspaceId, projectId);
  const description = run.description === null ? null : masker.maskText(run.description).value;
  return { ...run, description, metadata: masker.maskValue(run.metadata).value };
};
