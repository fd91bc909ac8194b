import { Database, type WorkspaceTx } from '@debrief/infra';
import { MaskerCache } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { findDatasetBy, lockDataset } from '../datasets/dataset.queries';
import type { Dataset } from '../datasets/dataset.types';
import { findItem } from '../items/item.queries';
import { openRun } from '../runs/create-run';
import { maskRun } from '../runs/dataset-runs.service';
import { recordRunItem } from '../runs/record-run-item';
import { findRunById } from '../runs/run.queries';
import type { DatasetRun } from '../runs/run.types';
import type { ExperimentLink } from './experiment-links';

/** Joins traces with runs over data sets by what their spans say (platform.md C2). */
@Injectable()
export class ExperimentsService {
  constructor(
    private readonly database: Database,
    private readonly maskers: MaskerCache,
  ) {}

  /**
   * Says of each trace which run gave it for which item; a run that is not there is made, under the experiment's id. A link to a data set or
   * an item that is not there says nothing: the trace itself is stored all the same. The same again changes nothing.
   */
  async link(scope: Scope, projectId: string, links: readonly ExperimentLink[]): Promise<void> {
    if (links.length === 0) return;
    const masked: ExperimentLink[] = [];
    for (const link of links) masked.push(await maskRun(this.maskers, scope, projectId, link));
    // In one order, so that two requests do not wait for each other.
    masked.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
    await this.database.inWorkspace(scope, async (tx) => {
      for (const link of masked) await linkTrace(tx, projectId, link);
    });
  }
}

const placeOf = ({ datasetId, experimentId, itemId, traceId }: ExperimentLink): string =>
  [datasetId, experimentId, itemId, traceId].join('\n');

const linkTrace = async (tx: WorkspaceTx, projectId: string, link: ExperimentLink): Promise<void> => {
  const dataset = await findDatasetBy(tx, projectId, 'externalId', link.datasetId);
  if (!dataset || !(await lockDataset(tx, dataset.id, 'items'))) return;
  const item = await findItem(tx, projectId, link.itemId);
  if (item?.datasetId !== dataset.id) return;
  const { traceId, observationId } = link;
  const given = { id: null, itemId: link.itemId, traceId, observationId, output: null };
  await recordRunItem(tx, await runOf(tx, dataset, link), item, given);
};

const runOf = async (tx: WorkspaceTx, dataset: Dataset, link: ExperimentLink): Promise<DatasetRun> => {
  const { experimentId: id, description, metadata } = link;
  const known = await findRunById(tx, dataset.projectId, id);
  if (known?.datasetId === dataset.id) return known;
  return openRun(tx, dataset, { id, name: link.name ?? id, description, metadata });
};
