import { createLog, Database, enqueue, enqueueForWorkspaces, JobQueue, type QueuedJob } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import { OutboxRelay } from '../../../apps/worker/src/outbox-relay';
import { createRunsFixture, type RunsFixture } from '../../factories/runs';
import { describeEachBackend, type OpenBackend } from './each-backend';

const log = createLog('silent');
const fail = (error: Error): never => {
  throw error;
};

/** Stops after the queue took the jobs, before the relay could delete its rows. */
class QueueBeforeCrash extends JobQueue {
  override async add(jobs: readonly QueuedJob[]): Promise<void> {
    await super.add(jobs);
    throw new Error('the process ended here');
  }
}

describeEachBackend('the outbox', 2, (open) => {
  let backend: OpenBackend;
  let database: Database;
  let queue: JobQueue;
  let relay: OutboxRelay;
  let workspace: RunsFixture;

  const ask = (options?: { runAt: Date }) =>
    database.inWorkspace(workspace.scope, (tx) =>
      enqueue(tx, 'retention.expire-traces', { projectId: workspace.projectId }, options),
    );
  const queued = async (): Promise<string[]> => {
    const jobs = await Promise.all((await queue.open()).map((bull) => bull.getJobs(['waiting'])));
    return jobs
      .flat()
      .filter((job) => job.data.workspaceId === workspace.scope.workspaceId)
      .map((job) => job.id ?? '')
      .sort();
  };
  const waiting = () =>
    database.inWorkspace(workspace.scope, (tx) =>
      tx.selectFrom('jobOutbox').select(['id', 'name']).orderBy('id').execute(),
    );

  beforeAll(async () => {
    backend = await open();
    database = new Database({ url: backend.databaseUrl, poolMax: 10 });
    queue = new JobQueue(backend.queue, fail);
    relay = new OutboxRelay(database, queue, log);
  });
  beforeEach(async () => {
    workspace = await createRunsFixture(database);
  });
  afterAll(async () => {
    await queue.close();
    await database.close();
    await backend.close();
  });

  it('holds no job of a transaction that was rolled back', async () => {
    const change = database.inWorkspace(workspace.scope, async (tx) => {
      await enqueue(tx, 'tenancy.expire-keys', {});
      throw new Error('no');
    });
    await expect(change).rejects.toThrow('no');
    expect(await waiting()).toEqual([]);
  });

  it('is emptied into the queue, under the ids of its rows', async () => {
    const ids = [await ask(), await ask()];
    await relay.relay();
    expect(await queued()).toEqual(ids.sort());
    expect(await waiting()).toEqual([]);
  });

  it('keeps a job until its hour', async () => {
    const id = await ask({ runAt: new Date(Date.now() + 3_600_000) });
    await relay.relay();
    expect(await waiting()).toMatchObject([{ id }]);
    await database.inWorkspace(workspace.scope, (tx) =>
      tx.updateTable('jobOutbox').set({ runAt: new Date() }).execute(),
    );
    await relay.relay();
    expect(await queued()).toEqual([id]);
  });

  it('keeps a job that only a newer version knows', async () => {
    await database.inWorkspace(workspace.scope, (tx) =>
      tx.insertInto('jobOutbox').values({ id: newId(), name: 'future.do-things', payload: '{}' }).execute(),
    );
    await relay.relay();
    expect(await waiting()).toMatchObject([{ name: 'future.do-things' }]);
  });

  it('gives each row to one of several relays', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => ask()));
    const moved = await Promise.all([relay.relay(), relay.relay(), relay.relay()]);
    expect(moved.reduce((sum, count) => sum + count, 0)).toBe(50);
    expect(await queued()).toEqual(ids.sort());
  });

  it('delivers once what was relayed twice because a relay died before it could delete', async () => {
    const dying = new QueueBeforeCrash(backend.queue, fail);
    const id = await ask();
    await expect(new OutboxRelay(database, dying, log).relay()).rejects.toThrow('the process ended here');
    expect(await waiting()).toMatchObject([{ id }]);
    await relay.relay();
    expect(await waiting()).toEqual([]);
    expect(await queued()).toEqual([id]);
    await dying.close();
  });

  it('holds a swept job once while it waits', async () => {
    const job = { workspaceId: workspace.scope.workspaceId, payload: { projectId: workspace.projectId } };
    for (let i = 0; i < 2; i++)
      await database.asSystem('sweep', (tx) => enqueueForWorkspaces(tx, 'retention.expire-traces', [job]));
    expect(await waiting()).toHaveLength(1);
  });
});
