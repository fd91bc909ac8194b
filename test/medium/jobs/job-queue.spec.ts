import { JobQueue, type QueuedJob, type ReceivedJob } from '@debrief/infra';
import { DomainError, newId } from '@debrief/kernel';
import { describeEachBackend, type OpenBackend } from './each-backend';

const settings = { concurrency: 4, lockSeconds: 30 };

describeEachBackend('the job queue', 1, (open) => {
  let backend: OpenBackend;
  let queue: JobQueue;
  const errors: Error[] = [];

  const newJob = (): QueuedJob => ({
    id: newId(),
    name: 'retention.expire-traces',
    workspaceId: newId(),
    payload: { projectId: newId() },
  });

  /** Consumes until `count` runs have been seen. */
  const collect = (count: number, work: (job: ReceivedJob) => void = () => undefined): Promise<ReceivedJob[]> =>
    new Promise((resolve, reject) => {
      const runs: ReceivedJob[] = [];
      const take = async (job: ReceivedJob): Promise<void> => {
        runs.push(job);
        if (runs.length === count) setImmediate(() => resolve(runs));
        work(job);
      };
      queue.consume(take, settings).catch(reject);
    });

  beforeAll(async () => {
    backend = await open();
  });
  beforeEach(() => {
    queue = new JobQueue(backend.queue, (error) => errors.push(error));
  });
  afterEach(() => queue.close());
  afterAll(() => backend.close());

  it('delivers a job as it was added', async () => {
    const job = newJob();
    await queue.add([job]);
    const [received] = await collect(1);
    expect(received).toEqual({ ...job, attempt: 1 });
    expect(errors).toEqual([]);
  });

  it('takes a job with the same id once, also after it was done', async () => {
    const twice = newJob();
    const last = newJob();
    await queue.add([twice]);
    await queue.add([twice]);
    const ids = (await collect(1)).map(({ id }) => id);
    await queue.close();
    queue = new JobQueue(backend.queue, (error) => errors.push(error));
    await queue.add([twice, last]);
    ids.push(...(await collect(1)).map(({ id }) => id));
    expect(ids).toEqual([twice.id, last.id]);
  });

  it('runs a job again after an error that may pass', async () => {
    const job = newJob();
    await queue.add([job]);
    const runs = await collect(2, ({ attempt }) => {
      if (attempt === 1) throw new DomainError('UNAVAILABLE', 'not now');
    });
    expect(runs.map(({ id, attempt }) => [id, attempt])).toEqual([
      [job.id, 1],
      [job.id, 2],
    ]);
  });

  it('gives a job up after an error that stays', async () => {
    const job = newJob();
    await queue.add([job]);
    const runs = await collect(1, () => {
      throw new DomainError('NOT_FOUND', 'gone');
    });
    expect(runs.map(({ id }) => id)).toEqual([job.id]);
    await queue.close();
    queue = new JobQueue(backend.queue, (error) => errors.push(error));
    const bull = (await queue.open()).find(({ name }) => name === 'default');
    expect(await bull?.getJobCounts('waiting', 'delayed', 'failed')).toMatchObject({
      waiting: 0,
      delayed: 0,
      failed: 1,
    });
  });
});

describe('the job queue without its server', () => {
  const nowhere = { databaseUrl: 'postgres://debrief:x@127.0.0.1:1/none', redisUrl: 'redis://127.0.0.1:1' };

  it.each(['postgres', 'redis'] as const)('on %s can be closed', async (backend) => {
    const queue = new JobQueue({ ...nowhere, backend }, () => undefined);
    const opening = queue.open().catch(() => undefined);
    await queue.close();
    await opening;
  });

  it('on postgres says so at each try', async () => {
    const queue = new JobQueue({ ...nowhere, backend: 'postgres' }, () => undefined);
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(
        queue.add([{ id: newId(), name: 'tenancy.expire-keys', workspaceId: newId(), payload: {} }]),
      ).rejects.toThrow('ECONNREFUSED');
    await queue.close();
  });
});
