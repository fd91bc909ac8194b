import { Database, type LiveBus } from '@debrief/infra';
import { SettlingService } from '@debrief/ingestion';
import { sql } from 'kysely';
import { createRunsFixture, insertRun, type RunsFixture } from '../../factories/runs';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { configWith } from '../jobs/config-with';

const minute = 60;
const hour = 60 * minute;

describe('silent runs', () => {
  let test: TestDatabase;
  let database: Database;
  let settling: SettlingService;
  let runs: RunsFixture;
  const announced: string[] = [];
  const bus: LiveBus = {
    announce: (id) => void announced.push(id),
    subscribe: () => () => undefined,
    close: async () => undefined,
  };

  const read = (id: string) =>
    database.inWorkspace(runs.scope, (tx) =>
      tx.selectFrom('trace').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    );
  const ledgerOf = (id: string) =>
    database.inWorkspace(runs.scope, (tx) =>
      tx
        .selectFrom('appendLedger')
        .select(['firstPosition', 'lastPosition'])
        .where('traceId', '=', id)
        .where('kind', '=', 'trace')
        .execute(),
    );

  beforeAll(async () => {
    test = await openTestDatabase();
    database = new Database({ url: test.databaseUrl, poolMax: 5 });
    settling = new SettlingService(database, bus, configWith(test));
  });
  beforeEach(async () => {
    runs = await createRunsFixture(database);
    announced.length = 0;
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  it.each([
    ['an event 9 minutes ago: alive', { silentFor: 9 * minute }, { isIdle: false, status: 'running' }],
    ['an event 10 minutes ago: idle', { silentFor: 10 * minute }, { isIdle: true, status: 'running' }],
    [
      'started 11 minutes ago, no event yet: idle',
      { silentFor: 11 * minute, events: 0 },
      { isIdle: true, status: 'running' },
    ],
    ['an event 23 hours ago: idle', { silentFor: 23 * hour }, { isIdle: true, status: 'running' }],
    ['an event 24 hours ago: abandoned', { silentFor: 24 * hour }, { isIdle: true, status: 'abandoned' }],
    [
      'ended long ago: as it ended',
      { silentFor: 48 * hour, status: 'completed' },
      { isIdle: false, status: 'completed' },
    ],
  ])('%s', async (_name, shape, expected) => {
    const id = await insertRun(database, runs, shape);
    await settling.settle(runs.scope);
    const { idleAt, status } = await read(id);
    expect({ isIdle: idleAt !== null, status }).toEqual(expected);
    expect(await ledgerOf(id)).toHaveLength(expected.isIdle ? 1 : 0);
    expect(announced).toHaveLength(expected.isIdle ? 1 : 0);
  });

  it('are announced once each, at gapless positions, however often it runs', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => insertRun(database, runs, { silentFor: hour, events: 2 })));
    expect(await settling.settle(runs.scope)).toBe(3);
    expect(await settling.settle(runs.scope)).toBe(0);
    const positions = (await Promise.all(ids.map(ledgerOf)))
      .flat()
      .map(({ firstPosition, lastPosition }) => [firstPosition, lastPosition]);
    expect(positions.sort()).toEqual([
      [7, 7],
      [8, 8],
      [9, 9],
    ]);
  });

  it('are marked once by two workers at the same time', async () => {
    for (let i = 0; i < 20; i++) await insertRun(database, runs, { silentFor: hour });
    const counts = await Promise.all([settling.settle(runs.scope), settling.settle(runs.scope)]);
    expect(counts[0] + counts[1]).toBe(20);
  });

  it('first idle, later abandoned, are announced for each', async () => {
    const id = await insertRun(database, runs, { silentFor: hour });
    await settling.settle(runs.scope);
    await database.inWorkspace(runs.scope, (tx) =>
      sql`update trace set last_event_at = now() - interval '25 hours', last_event_minute = now() - interval '25 hours' where id = ${id}`.execute(
        tx,
      ),
    );
    await settling.settle(runs.scope);
    expect(await read(id)).toMatchObject({ status: 'abandoned' });
    expect(await ledgerOf(id)).toHaveLength(2);
  });

  it('leaves a run alone to which an event is being appended', async () => {
    const id = await insertRun(database, runs, { silentFor: hour });
    await database.inWorkspace(runs.scope, async (append) => {
      await sql`update trace set last_event_at = now(), last_event_minute = date_trunc('minute', now()), idle_at = null where id = ${id}`.execute(
        append,
      );
      expect(await settling.settle(runs.scope)).toBe(0);
    });
    expect(await settling.settle(runs.scope)).toBe(0);
    expect(await read(id)).toMatchObject({ idleAt: null, status: 'running' });
  });

  it('of another workspace are not touched', async () => {
    const id = await insertRun(database, runs, { silentFor: hour });
    const other = await createRunsFixture(database);
    expect(await settling.settle(other.scope)).toBe(0);
    expect(await read(id)).toMatchObject({ idleAt: null });
  });

  it('make the sweep ask for one job in their workspace, and none elsewhere', async () => {
    await insertRun(database, runs, { silentFor: hour });
    await insertRun(database, runs, { silentFor: hour });
    const calm = await createRunsFixture(database);
    await insertRun(database, calm, { silentFor: minute });
    const jobs = (workspaceId: string) =>
      database.asSystem('sweep', (tx) =>
        tx.selectFrom('jobOutbox').select('name').where('workspaceId', '=', workspaceId).execute(),
      );
    await database.asSystem('sweep', (tx) => settling.sweep(tx));
    await database.asSystem('sweep', (tx) => settling.sweep(tx));
    expect(await jobs(runs.scope.workspaceId)).toEqual([{ name: 'ingestion.settle-traces' }]);
    expect(await jobs(calm.scope.workspaceId)).toEqual([]);
  });
});
