import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObjectStore } from '@debrief/infra';
import { type ApiServer, startApi } from '../factories/api-server';
import { type TenancySuite, useTenancy } from '../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../factories/workspace';

/** Two workspaces that must not know of each other. */
export interface World {
  readonly own: WorkspaceFixture;
  readonly other: WorkspaceFixture;
}

export interface TenancyApi extends TenancySuite {
  readonly api: ApiServer;
  /** A new world: what one route does to its rows is not in the way of the next. */
  mintWorld(): Promise<World>;
}

/** The whole api in this process on a database of the suite's own. Call it inside `describe`. */
export const useTenancyApi = (env: () => Record<string, string> = () => ({})): TenancyApi => {
  const folder = mkdtempSync(join(tmpdir(), 'debrief-objects-'));
  let api: ApiServer | undefined;
  // Hooks run in the order of their declaration, and the api must go before the database that it is connected to.
  afterAll(async () => {
    api?.app.getHttpServer().closeAllConnections();
    await api?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const suite = useTenancy() as TenancyApi;
  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl, {
      OBJECT_STORE_DIR: folder,
      // No worker runs here: what waits for one does not make the api unready.
      QUEUE_STALLED_SECONDS: '86400',
      ...env(),
    });
    await api.app.get(ObjectStore, { strict: false }).ensureBucket();
    const mintWorld = async (): Promise<World> => ({
      own: await createWorkspaceFixture(suite.database),
      other: await createWorkspaceFixture(suite.database),
    });
    Object.assign(suite, { api, mintWorld });
  });
  return suite;
};
