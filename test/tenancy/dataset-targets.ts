import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { insertIncidentTrace } from '../factories/incidents';
import type { Site } from './site';

const send = async ({ api, own }: Site, path: string, body: Record<string, unknown>): Promise<string> => {
  const { status, body: made } = await api.call(own.secretKey, 'POST', path, body);
  if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(made)}`);
  return made['id'] as string;
};

/** An item of each workspace, of the dataset that was made last, for bodies to name. */
export const movingItem = 'case';

/** Found by its id and by its name: they are the same. */
export const addDataset = async (site: Site): Promise<string> => {
  const name = randomUUID();
  await send(site, '/v1/datasets', { id: name, name });
  await site.database.inWorkspace(site.own.scope, (tx) =>
    sql`insert into dataset_item (project_id, dataset_id, id, external_id)
        select project_id, id, gen_random_uuid(), ${movingItem} from dataset where external_id = ${name}
            on conflict (workspace_id, project_id, external_id) do update set dataset_id = excluded.dataset_id`.execute(
      tx,
    ),
  );
  return name;
};

/** The dataset that a path has just named; without one a new one. */
const newestDataset = async (site: Site): Promise<string> => {
  const newest = await site.database.inWorkspace(site.own.scope, (tx) =>
    tx.selectFrom('dataset').select('externalId').orderBy('id', 'desc').executeTakeFirst(),
  );
  return newest?.externalId ?? addDataset(site);
};

export const addDatasetItem = async (site: Site): Promise<string> =>
  send(site, `/v1/datasets/${await newestDataset(site)}/items`, { input: randomUUID() });

/** Found by its id and by its name. */
export const addDatasetRun = async (site: Site): Promise<string> => {
  const name = randomUUID();
  return send(site, `/v1/datasets/${await newestDataset(site)}/runs`, { id: name, name });
};

export const twoDatasetRuns = async (site: Site): Promise<string> =>
  `?runIds=${await addDatasetRun(site)},${await addDatasetRun(site)}`;

export const datasetRunByName = async (site: Site): Promise<string> => {
  const run = await addDatasetRun(site);
  return `?datasetId=${await newestDataset(site)}&runName=${run}`;
};

/** A dataset and an item of it under the id of the project, for bodies that name them by it. */
export const addDatasetOfProject = async (site: Site): Promise<void> => {
  const { projectId } = site.own;
  await send(site, '/api/public/v2/datasets', { name: projectId });
  await send(site, '/api/public/dataset-items', { datasetName: projectId, id: projectId });
};

/** Puts the newest run into an incident. */
export const addRunOfIncident = async ({ database, own }: Site, incidentId: string): Promise<void> => {
  await database.inWorkspace(own.scope, async (tx) => {
    const { id } = await tx.selectFrom('trace').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow();
    await insertIncidentTrace(tx, incidentId, id);
  });
};
