import { createLog, Database, enqueue, JobQueue, JobsReadiness, ReadinessChecks } from '@debrief/infra';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { sql } from 'kysely';
import { OutboxRelay } from '../../../apps/worker/src/outbox-relay';
import { Schedules } from '../../../apps/worker/src/schedules';
import { Worker } from '../../../apps/worker/src/worker';
import { WorkerModule } from '../../../apps/worker/src/worker.module';
import { createRunsFixture, insertRun, type RunsFixture } from '../../factories/runs';
import { drain } from '../../setup/drain';
import { configWith } from './config-with';
import { describeEachBackend, type OpenBackend } from './each-backend';

const log = createLog('silent');
const day = 86_400;

describeEachBackend('a worker', 3, (open) => {
  let backend: OpenBackend;
  let worker: INestApplicationContext;
  let database: Database;
  let runs: RunsFixture;

  const boot = (): Promise<INestApplicationContext> => {
    const { backend: name, redisUrl } = backend.queue;
    const config = configWith(backend, { QUEUE_BACKEND: name, ...(redisUrl ? { REDIS_URL: redisUrl } : {}) });
    return NestFactory.createApplicationContext(WorkerModule.forRoot(config, log), {
      logger: false,
      abortOnError: false,
    });
  };

  beforeAll(async () => {
    backend = await open();
    worker = await boot();
    database = worker.get(Database);
  });
  beforeEach(async () => {
    runs = await createRunsFixture(database);
  });
  afterAll(async () => {
    await worker.close();
    await backend.close();
  });

  it('is not ready while work waits longer than the limit and nobody takes it, first in the outbox, then in the queue', async () => {
    const readiness = new JobsReadiness(database, worker.get(JobQueue), 60);
    await database.inWorkspace(runs.scope, (tx) => enqueue(tx, 'tenancy.expire-keys', {}));
    expect(await readiness.checkWorkers()).toEqual({ ok: true });
    await database.inWorkspace(runs.scope, (tx) =>
      sql`update job_outbox set run_at = now() - interval '61 seconds'`.execute(tx),
    );
    expect(await readiness.checkWorkers()).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/waits for 6\d s and nothing was consumed/),
    });
    await worker.get(OutboxRelay).relay();
    expect(await readiness.checkWorkers()).toEqual({ ok: true });
    const impatient = new JobsReadiness(database, worker.get(JobQueue), -1);
    expect(await impatient.checkWorkers()).toMatchObject({ ok: false });
  });

  it('does what the sweeps find, through outbox and queue', async () => {
    const [silent, expired] = [
      await insertRun(database, runs, { silentFor: 3_600 }),
      await insertRun(database, runs, { silentFor: 40 * day }),
    ];
    await worker.get(Worker).start();
    await worker.get(Schedules).runDue();
    await drain(worker);
    const traces = await database.inWorkspace(runs.scope, (tx) =>
      tx.selectFrom('trace').select(['id', 'idleAt']).execute(),
    );
    expect(traces).toEqual([{ id: silent, idleAt: expect.any(Date) }]);
    expect(traces.map(({ id }) => id)).not.toContain(expired);
  });

  it('says that it is ready when it has done its work', async () => {
    expect(await worker.get(ReadinessChecks).run()).toEqual({
      ready: true,
      checks: { database: 'ok', object_store: 'ok', queue: 'ok', workers: 'ok' },
    });
  });

  it('finishes the job that runs when it is told to stop, and leaves the rest to the next', async () => {
    for (let i = 0; i < 30; i++) await insertRun(database, runs, { silentFor: 40 * day });
    await database.inWorkspace(runs.scope, (tx) =>
      enqueue(tx, 'retention.expire-traces', { projectId: runs.projectId }),
    );
    await worker.get(OutboxRelay).relay();
    await worker.close();
    worker = await boot();
    database = worker.get(Database);
    await worker.get(Worker).start();
    await drain(worker);
    const { rows } = await database.inWorkspace(runs.scope, (tx) =>
      sql<{
        traces: number;
        audited: number;
      }>`select (select count(*) from trace) as traces, (select sum((details->>'traces')::int) from audit_log) as audited`.execute(
        tx,
      ),
    );
    expect(rows).toEqual([{ traces: 0, audited: 30 }]);
  });
});
