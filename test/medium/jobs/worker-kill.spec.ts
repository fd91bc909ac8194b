import { Database, enqueue, JobQueue } from '@debrief/infra';
import { sql } from 'kysely';
import { Client } from 'pg';
import { createRunsFixture, insertRun, type RunsFixture } from '../../factories/runs';
import { WorkerProcess } from '../../setup/worker-process';
import { environmentWith } from './config-with';
import { describeEachBackend, type OpenBackend } from './each-backend';

const day = 86_400;

describeEachBackend('a killed worker', 4, (open) => {
  let backend: OpenBackend;
  let database: Database;
  let queue: JobQueue;
  /** Sees what other logins do. */
  let admin: Client;

  const startWorker = (sweepSeconds: number): WorkerProcess =>
    WorkerProcess.start(
      environmentWith(backend, {
        QUEUE_BACKEND: backend.queue.backend,
        ...(backend.queue.redisUrl ? { REDIS_URL: backend.queue.redisUrl } : {}),
        QUEUE_LOCK_SECONDS: '1',
        SWEEP_SECONDS: String(sweepSeconds),
        RETENTION_SWEEP_SECONDS: String(sweepSeconds),
        LOG_LEVEL: 'warn',
      }),
    );
  /** A number read across workspaces. */
  const read = (query: string): Promise<number> =>
    database.asSystem(
      'readiness',
      async (tx) => (await sql<{ n: number }>`select (${sql.raw(query)})::int as n`.execute(tx)).rows[0]?.n ?? 0,
    );
  const jobs = async (...states: ('waiting' | 'active' | 'delayed' | 'failed')[]): Promise<number> => {
    const counts = await Promise.all((await queue.open()).map((bull) => bull.getJobCounts(...states)));
    return counts.flatMap((perState) => Object.values(perState)).reduce((sum, count) => sum + count, 0);
  };

  beforeEach(async () => {
    backend = await open();
    database = new Database({ url: backend.databaseUrl, poolMax: 5 });
    queue = new JobQueue(backend.queue, () => undefined);
    admin = new Client({ connectionString: backend.adminUrl });
    await admin.connect();
  });
  afterEach(async () => {
    await admin.end();
    await queue.close();
    await database.close();
    await backend.close();
  });

  it('leaves the job it was in to the next worker, which does it once', async () => {
    const runs = await createRunsFixture(database);
    const id = await insertRun(database, runs, { silentFor: 40 * day, events: 3 });
    // No sweep is due: only the queue can bring the job back.
    await database.asSystem('sweep', (tx) =>
      sql`insert into debrief_worker.sweep select name, now() from unnest(array['silent traces', 'expired keys', 'old idempotency records', 'retention', 'event partitions']) name`.execute(
        tx,
      ),
    );
    await database.inWorkspace(runs.scope, (tx) =>
      enqueue(tx, 'retention.expire-traces', { projectId: runs.projectId }),
    );

    await database.inWorkspace(runs.scope, async (tx) => {
      await sql`select from trace where id = ${id} for update`.execute(tx);
      const first = startWorker(day);
      await first.until(
        async () =>
          (
            await admin.query(
              `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
            )
          ).rowCount === 1,
      );
      await first.kill();
    });
    expect(await read('select count(*) from trace')).toBe(1);

    const second = startWorker(day);
    await second.until(async () => (await jobs('waiting', 'active', 'delayed')) === 0);
    expect(await second.stop()).toBe(0);
    expect(await read('select count(*) from trace')).toBe(0);
    expect(await read(`select sum((details->>'events')::int) from audit_log`)).toBe(3);
    expect(await jobs('failed')).toBe(0);
  }, 300_000);

  it('at any moment loses nothing and doubles nothing', async () => {
    const workspaces: RunsFixture[] = [];
    for (let i = 0; i < 5; i++) workspaces.push(await createRunsFixture(database));
    const perRound = { expired: 6, silent: 6 };
    const remaining = () =>
      read(`select count(*) from trace where last_event_at < now() - interval '30 days' or idle_at is null`);
    const audited = () => read('select count(*) from audit_log');
    /** Where in its way the work is when the worker dies: asked for, relayed, partly done, partly written down. */
    const moments: ((before: { remaining: number; audited: number }) => Promise<boolean>)[] = [
      async () => (await read('select count(*) from job_outbox')) > 0,
      async () => (await jobs('waiting', 'active')) > 0,
      async (before) => (await remaining()) < before.remaining,
      async (before) => (await audited()) > before.audited,
    ];
    // Each moment once.
    const rounds = moments.length;

    for (let round = 0; round < rounds; round++) {
      for (const runs of workspaces) {
        for (let i = 0; i < perRound.expired; i++) await insertRun(database, runs, { silentFor: 40 * day, events: 3 });
        for (let i = 0; i < perRound.silent; i++) await insertRun(database, runs, { silentFor: 3_600, events: 2 });
      }
      const before = { remaining: await remaining(), audited: await audited() };
      const worker = startWorker(1);
      await worker.until(async () => (await moments[round % moments.length]?.(before)) ?? true);
      await worker.kill();
    }
    const last = startWorker(1);
    await last.until(
      async () =>
        (await remaining()) === 0 &&
        (await read('select count(*) from job_outbox')) === 0 &&
        (await jobs('waiting', 'active', 'delayed')) === 0,
    );
    expect(await last.stop()).toBe(0);

    const expired = workspaces.length * rounds * perRound.expired;
    const silent = workspaces.length * rounds * perRound.silent;
    expect(await read('select count(*) from trace')).toBe(silent);
    expect(await read('select count(*) from event')).toBe(silent * 2);
    expect(await read(`select sum((details->>'traces')::int) from audit_log where action = 'retention.run'`)).toBe(
      expired,
    );
    expect(await read(`select sum((details->>'events')::int) from audit_log where action = 'retention.run'`)).toBe(
      expired * 3,
    );
    // Each silent run was announced once; an expired one once or not at all, before it went. No position was given twice or left out.
    expect(await read(`select count(*) from append_ledger where kind = 'trace'`)).toBe(silent);
    expect(await read(`select count(distinct (workspace_id, trace_id)) from append_ledger where kind = 'trace'`)).toBe(
      silent,
    );
    expect(await jobs('failed')).toBe(0);
  }, 300_000);
});
