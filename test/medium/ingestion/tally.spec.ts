import { Database } from '@debrief/infra';
import { readTally, sumTallies } from '@debrief/ingestion';
import { sql } from 'kysely';
import { ExpiryService } from '../../../libs/ingestion/src/expiry/expiry.service';
import { createRunsFixture, insertRun, type RunsFixture } from '../../factories/runs';
import { openTestDatabase, type TestDatabase } from '../../setup/database';

describe('the tally of a project', () => {
  let test: TestDatabase;
  let database: Database;
  let runs: RunsFixture;
  beforeAll(async () => {
    test = await openTestDatabase();
    database = new Database({ url: test.databaseUrl, poolMax: 4 });
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });
  beforeEach(async () => {
    runs = await createRunsFixture(database);
  });

  const tally = () => database.inWorkspace(runs.scope, (tx) => readTally(tx, runs.projectId));
  const rows = () =>
    database.inWorkspace(runs.scope, async (tx) => (await tx.selectFrom('projectTally').selectAll().execute()).length);
  const makeSpans = (traceId: string) =>
    database.inWorkspace(runs.scope, async (tx) => {
      await sql`update event set project_id = ${runs.projectId} where trace_id = ${traceId}`.execute(tx);
      await tx.insertInto('projectTally').values({ projectId: runs.projectId, spans: 3 }).execute();
    });

  it('counts runs as they come and go, and the spans that go with them', async () => {
    expect(await tally()).toEqual({ traces: 0, spans: 0, sessions: 0, requests: 0, scores: 0 });
    const id = await insertRun(database, runs, { silentFor: 0, events: 3 });
    await makeSpans(id);
    await insertRun(database, runs, { silentFor: 0 });
    expect(await tally()).toEqual({ traces: 2, spans: 3, sessions: 2, requests: 0, scores: 0 });
    await new ExpiryService(database).deleteTrace(runs.scope, { id, projectId: runs.projectId, externalId: id });
    expect(await tally()).toEqual({ traces: 1, spans: 0, sessions: 1, requests: 0, scores: 0 });
  });

  it('stays what it is when its rows are summed up, also by two sweeps at once', async () => {
    for (let run = 0; run < 60; run += 1) await insertRun(database, runs, { silentFor: 0 });
    await Promise.all([1, 2].map(() => database.asSystem('sweep', sumTallies)));
    expect(await tally()).toEqual({ traces: 60, spans: 0, sessions: 60, requests: 0, scores: 0 });
    expect(await rows()).toBe(1);
  });
});
