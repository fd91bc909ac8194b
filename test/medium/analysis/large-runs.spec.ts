import { randomBytes } from 'node:crypto';
import { AnalysisService } from '@debrief/analysis';
import { sql } from 'kysely';
import { type ApiServer, startApi } from '../../factories/api-server';
import { insertRun, type RunsFixture } from '../../factories/runs';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture } from '../../factories/workspace';

const mebibyte = 1024 * 1024;

describe('a run that is larger than an analysis reads', () => {
  const suite = useTenancy();
  let api: ApiServer;
  let runs: RunsFixture;
  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl);
    const own = await createWorkspaceFixture(suite.database);
    runs = { scope: own.scope, projectId: own.projectId };
  });
  afterAll(() => api.close());
  const analyze = (id: string) => api.app.get(AnalysisService, { strict: false }).analyze(runs.scope, id);

  it('is read up to 50,000 events, and the analysis says so', async () => {
    const id = await insertRun(suite.database, runs, { silentFor: 0, events: 50_001 });
    expect(await analyze(id)).toMatchObject({ eventCount: 50_000, maxSeq: 49_999, isTruncated: true });
  }, 60_000);

  it('is read whole when it has just so many', async () => {
    const id = await insertRun(suite.database, runs, { silentFor: 0, events: 50_000 });
    expect(await analyze(id)).toMatchObject({ eventCount: 50_000, isTruncated: false });
  }, 60_000);

  it('is read up to 32 MiB of payloads, page by page', async () => {
    const id = await insertRun(suite.database, runs, { silentFor: 0, events: 40 });
    const payload = JSON.stringify({ text: randomBytes(mebibyte / 2).toString('hex') });
    await suite.database.inWorkspace(runs.scope, (tx) =>
      sql`update event set payload = ${payload}::json where trace_id = ${id}`.execute(tx),
    );
    const analysis = await analyze(id);
    expect(analysis.isTruncated).toBe(true);
    expect(analysis.eventCount).toBeGreaterThanOrEqual(32);
    expect(analysis.eventCount).toBeLessThan(40);
  }, 60_000);
});
