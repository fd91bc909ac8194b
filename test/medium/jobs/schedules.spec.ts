import { createLog, Database, enqueueForWorkspaces, type SystemTx } from '@debrief/infra';
import { sql } from 'kysely';
import { Schedules } from '../../../apps/worker/src/schedules';
import type { Sweep } from '../../../apps/worker/src/sweeps';
import { createRunsFixture, type RunsFixture } from '../../factories/runs';
import { openTestDatabase, type TestDatabase } from '../../setup/database';

describe('the schedule', () => {
  let test: TestDatabase;
  let database: Database;
  let workspace: RunsFixture;
  const log = createLog('silent');

  const asking = async (tx: SystemTx): Promise<void> => {
    await tx
      .insertInto('jobOutbox')
      .values({
        workspaceId: workspace.scope.workspaceId,
        id: sql<string>`gen_random_uuid()`,
        name: 'tenancy.expire-keys',
        payload: '{}',
      })
      .execute();
  };
  const asked = async (): Promise<number> =>
    (await database.inWorkspace(workspace.scope, (tx) => tx.selectFrom('jobOutbox').select('id').execute())).length;
  const workerWith = (...sweeps: Sweep[]): Schedules => new Schedules(database, sweeps, log);

  beforeAll(async () => {
    test = await openTestDatabase();
    database = new Database({ url: test.databaseUrl, poolMax: 10 });
  });
  beforeEach(async () => {
    workspace = await createRunsFixture(database);
    await database.asSystem('sweep', (tx) =>
      sql`update debrief_worker.sweep set claimed_at = now() - interval '1 day'`.execute(tx),
    );
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  it('runs a sweep once per period, whatever the number of workers', async () => {
    const workers = Array.from({ length: 5 }, () => workerWith({ name: 'asking', everySeconds: 60, work: asking }));
    await Promise.all(workers.map((worker) => worker.runDue()));
    await Promise.all(workers.map((worker) => worker.runDue()));
    expect(await asked()).toBe(1);
  });

  it('runs it again when the period is over', async () => {
    const worker = workerWith({ name: 'asking', everySeconds: 60, work: asking });
    await worker.runDue();
    await database.asSystem('sweep', (tx) =>
      sql`update debrief_worker.sweep set claimed_at = claimed_at - interval '60 seconds'`.execute(tx),
    );
    await worker.runDue();
    expect(await asked()).toBe(2);
  });

  it('keeps nothing of a sweep that failed, neither its claim nor its jobs, and goes on with the others', async () => {
    const failing: Sweep = {
      name: 'failing',
      everySeconds: 60,
      work: async (tx) => {
        await asking(tx);
        throw new Error('no');
      },
    };
    await workerWith(failing, { name: 'asking', everySeconds: 60, work: asking }).runDue();
    expect(await asked()).toBe(1);
    await workerWith({ ...failing, work: asking }).runDue();
    expect(await asked()).toBe(2);
  });

  it('asks for one job where several sweeps find the same work', async () => {
    const work = (tx: SystemTx) =>
      enqueueForWorkspaces(tx, 'tenancy.expire-keys', [{ workspaceId: workspace.scope.workspaceId, payload: {} }]);
    await workerWith({ name: 'one', everySeconds: 60, work }, { name: 'two', everySeconds: 60, work }).runDue();
    expect(await asked()).toBe(1);
  });
});
