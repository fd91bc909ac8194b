import { type ApiServer, startApi } from '../../factories/api-server';
import { insertRun, type RunsFixture } from '../../factories/runs';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

const day = 86_400;

describe('the routes of retention', () => {
  const suite = useTenancy();
  let api: ApiServer;
  let own: WorkspaceFixture;
  let owner: string;
  let runs: RunsFixture;

  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl);
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
    owner = await api.tokenOf(own.userId, own.email);
    runs = { scope: own.scope, projectId: own.projectId };
  });

  it('delete a run for an owner, and find it no more', async () => {
    const id = await insertRun(suite.database, runs, { silentFor: 0 });
    expect(await api.call(owner, 'DELETE', `/api/traces/${id}`)).toMatchObject({ status: 204 });
    expect(await api.call(owner, 'GET', `/api/traces/${id}/events`)).toMatchObject({ status: 404 });
    expect(await api.call(owner, 'DELETE', `/api/traces/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });

  it('do not delete a run for a key', async () => {
    const id = await insertRun(suite.database, runs, { silentFor: 0 });
    expect(await api.call(own.secretKey, 'DELETE', `/api/traces/${id}`)).toMatchObject({
      status: 403,
      body: { code: 'wrong_principal' },
    });
  });

  it('count for the server what is expired, and remove it when asked to', async () => {
    await insertRun(suite.database, runs, { silentFor: 40 * day, events: 3 });
    const run = (body: object) =>
      api.call(api.config.auth.serverToken ?? '', 'POST', '/internal/retention/run', body, {
        'x-workspace-id': own.workspaceId,
      });
    const counts = { traces: 1, events: 3, artifacts: 0, failed: [], has_more: false };
    expect(await run({})).toMatchObject({ status: 200, body: { ...counts, dry_run: true } });
    expect(await run({ dry_run: false, project_id: own.projectId })).toMatchObject({
      status: 200,
      body: { ...counts, dry_run: false },
    });
    expect(await run({})).toMatchObject({ status: 200, body: { traces: 0 } });
    expect(await run({ limit: 0 })).toMatchObject({ status: 422, body: { detail: expect.stringContaining('limit') } });
    expect(await run({ project_id: 'nobody-s' })).toMatchObject({ status: 404 });
  });

  it('run retention for nobody but the server', async () => {
    expect(await api.call(owner, 'POST', '/internal/retention/run', {})).toMatchObject({
      status: 403,
      body: { code: 'wrong_principal' },
    });
  });
});
