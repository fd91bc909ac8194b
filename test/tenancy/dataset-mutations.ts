import { randomUUID } from 'node:crypto';
import { addDatasetOfProject, addRunOfIncident, movingItem } from './dataset-targets';
import type { Mutation } from './mutation';
import { addIncident, addTrace, mergeTargetId } from './native-targets';
import type { Site } from './site';

const recorded = 'recorded';
/** A run that a body can name. */
const addRecorded = async ({ api, own }: Site): Promise<void> => {
  await api.call(own.secretKey, 'POST', '/api/traces', { id: recorded });
};

/** Each workspace has an incident of this id; now with a run. */
const addIncidentWithRun = async (site: Site): Promise<void> => {
  await addIncident(site);
  await addTrace(site);
  await addRunOfIncident(site, mergeTargetId);
};

const link = () => ({ datasetItemId: movingItem, traceId: randomUUID() });

const v1: Readonly<Record<string, Mutation>> = {
  'POST /v1/datasets': {
    body: (projectId) => ({ name: randomUUID(), projectId }),
    namesProject: true,
    audits: ['dataset.create'],
  },
  'PATCH /v1/datasets/:id': { body: () => ({ description: randomUUID() }), audits: ['dataset.update'] },
  'DELETE /v1/datasets/:id': { audits: ['dataset.delete'] },
  'POST /v1/datasets/:id/items': { body: () => ({ input: randomUUID() }), audits: ['dataset_item.create'] },
  'POST /v1/datasets/:id/items/batch': {
    body: () => ({ items: [{ input: randomUUID() }, { input: 2 }] }),
    audits: ['dataset_item.create'],
  },
  'POST /v1/datasets/:id/items/from-trace': {
    body: () => ({ traceId: recorded }),
    arrange: addRecorded,
    audits: ['dataset_item.create'],
  },
  'POST /v1/datasets/:id/items/from-incident': {
    body: () => ({ incidentId: mergeTargetId }),
    arrange: addIncidentWithRun,
    audits: ['dataset_item.create'],
  },
  'PATCH /v1/datasets/:id/items/:itemId': { body: () => ({ input: randomUUID() }), audits: ['dataset_item.update'] },
  'DELETE /v1/datasets/:id/items/:itemId': { audits: ['dataset_item.delete'] },
  'POST /v1/datasets/:id/runs': { body: () => ({ name: randomUUID() }), audits: ['dataset_run.create'] },
  ...Object.fromEntries(
    ['/v1/datasets/runs/:runId', '/v1/datasets/:id/runs/:runId'].flatMap((run): [string, Mutation][] => [
      [`DELETE ${run}`, { audits: ['dataset_run.delete'] }],
      [`POST ${run}/items`, { body: link, audits: 'records' }],
      [`POST ${run}/items/batch`, { body: () => ({ items: [link()] }), audits: 'records' }],
    ]),
  ),
};

/** Changes of data sets, their items and runs, under both bases of `/v1` and for Langfuse's clients. */
export const datasetMutations: Readonly<Record<string, Mutation>> = {
  ...v1,
  'POST /api/public/v2/datasets': { body: () => ({ name: randomUUID() }), audits: ['dataset.create'] },
  'POST /api/public/datasets': { body: () => ({ name: randomUUID() }), audits: ['dataset.create'] },
  'POST /api/public/dataset-items': {
    body: (projectId) => ({ datasetName: projectId, input: randomUUID() }),
    arrange: addDatasetOfProject,
    namesProject: true,
    audits: ['dataset_item.create'],
  },
  'DELETE /api/public/dataset-items/:id': { audits: ['dataset_item.delete'] },
  'POST /api/public/dataset-run-items': {
    body: (projectId) => ({ runName: randomUUID(), datasetItemId: projectId, traceId: randomUUID() }),
    arrange: addDatasetOfProject,
    namesProject: true,
    audits: 'records',
  },
  'DELETE /api/public/datasets/:name/runs/:run': { audits: ['dataset_run.delete'] },
};
