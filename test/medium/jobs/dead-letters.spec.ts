import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { type DeadLetter, JobQueue, type QueuedJob, type ReceivedJob } from '@debrief/infra';
import { DomainError, newId } from '@debrief/kernel';
import { environmentWith } from './config-with';
import { describeEachBackend, type OpenBackend } from './each-backend';

const script = join(__dirname, '..', '..', '..', 'dist', 'apps', 'worker', 'src', 'dead-letters.js');

describeEachBackend('the command for dead letters', 4, (open) => {
  let backend: OpenBackend;
  let queue: JobQueue;

  beforeAll(async () => {
    backend = await open();
  });
  beforeEach(() => {
    queue = new JobQueue(backend.queue, () => undefined);
  });
  afterEach(() => queue.close());
  afterAll(() => backend.close());

  const newJob = (): QueuedJob => ({
    id: newId(),
    name: 'retention.expire-traces',
    workspaceId: newId(),
    payload: { projectId: newId() },
  });
  /** Consumes until `count` runs are over. */
  const collect = (count: number, work: () => void): Promise<ReceivedJob[]> =>
    new Promise((resolve, reject) => {
      const runs: ReceivedJob[] = [];
      const take = async (job: ReceivedJob): Promise<void> => {
        runs.push(job);
        if (runs.length === count) setImmediate(() => resolve(runs));
        work();
      };
      queue.consume(take, { concurrency: 1, lockSeconds: 30 }).catch(reject);
    });
  /** Jobs that were given up, and nobody who takes them again. */
  const bury = async (...jobs: readonly QueuedJob[]): Promise<void> => {
    await queue.add(jobs);
    await collect(jobs.length, () => {
      throw new DomainError('NOT_FOUND', 'gone for good');
    });
    await queue.close();
    queue = new JobQueue(backend.queue, () => undefined);
  };
  const command = (...args: readonly string[]): Promise<{ code: number; lines: Record<string, unknown>[] }> =>
    new Promise((resolve, reject) => {
      const { backend: name, redisUrl } = backend.queue;
      const env = environmentWith(backend, { QUEUE_BACKEND: name, ...(redisUrl ? { REDIS_URL: redisUrl } : {}) });
      execFile(process.execPath, [script, ...args], { env }, (error, output) => {
        if (error && typeof error.code !== 'number') return reject(error);
        const lines = output.split('\n').filter((line) => line !== '');
        resolve({ code: Number(error?.code ?? 0), lines: lines.map((line) => JSON.parse(line)) });
      });
    });

  it('lists jobs that were given up, with their reason, and gives them all their attempts again', async () => {
    const [one, other] = [newJob(), newJob()];
    await bury(one, other);
    const { lines } = await command('list');
    expect(lines).toHaveLength(2);
    expect(lines).toContainEqual({
      ...one,
      queue: 'default',
      attempts: 1,
      error: 'gone for good',
      failedAt: expect.any(String),
    } satisfies Record<keyof DeadLetter, unknown>);
    expect(await command('retry', one.id)).toEqual({ code: 0, lines: [{ id: one.id, retried: true }] });
    expect(await command('retry', '--all')).toEqual({ code: 0, lines: [{ id: other.id, retried: true }] });
    const runs = await collect(2, () => undefined);
    expect(runs.map(({ id, attempt }) => [id, attempt])).toEqual([
      [one.id, 1],
      [other.id, 1],
    ]);
    await queue.close();
    expect(await command('list')).toEqual({ code: 0, lines: [] });
  }, 60_000);

  it('says which job it does not know', async () => {
    const id = newId();
    expect(await command('retry', id)).toEqual({ code: 1, lines: [{ id, retried: false }] });
  });

  it.each([[], ['retry'], ['list', 'all'], ['forget']])('explains itself when it is called as %j', async (...args) => {
    expect(await command(...args)).toEqual({ code: 2, lines: [] });
  });
});
