import { type Job, type JobsOptions, UnrecoverableError } from 'bullmq';
import { jobCatalog, type JobName, queueNames } from './catalog';
import { decideRetry } from './decide-retry';
import {
  type BullQueue,
  type BullWorker,
  connectQueue,
  type JobData,
  type QueueConfig,
  type QueueConnection,
} from './queue-connection';

export interface QueuedJob {
  /** The outbox row's id: the queue takes a job with the same id once. */
  readonly id: string;
  readonly name: JobName;
  readonly workspaceId: string;
  readonly payload: unknown;
}

/** A job as a consumer gets it: another version of the product may have sent it, so the name is not trusted. */
export interface ReceivedJob {
  readonly id: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly payload: unknown;
  /** 1 at the first run. */
  readonly attempt: number;
}

export interface ConsumeOptions {
  /** Jobs run at once, in each queue. */
  readonly concurrency: number;
  /** After a worker was killed its jobs are taken up again within about twice this. The same on all workers: see below. */
  readonly lockSeconds: number;
}

const hour = 3_600;
const options = (name: JobName): JobsOptions => ({
  attempts: jobCatalog[name].attempts,
  backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
  // Done jobs stay a while: by them a row that is relayed again (crash before its delete) is known as done.
  removeOnComplete: { age: hour, count: 10_000 },
  // The dead letters: bounded, and old enough to be looked at after a weekend.
  removeOnFail: { age: 14 * 24 * hour, count: 1_000 },
});

/** The queue as the product uses it: add, consume, look. Delivery only; what a job did is a row. */
export class JobQueue {
  private readonly connection: QueueConnection;
  private readonly queues = new Map<string, { readonly queue: BullQueue; readonly ready: Promise<BullQueue> }>();
  private readonly workers: BullWorker[] = [];

  /** @param onError told of connection trouble, which repairs itself: for the log */
  constructor(
    config: QueueConfig,
    private readonly onError: (error: Error) => void,
  ) {
    this.connection = connectQueue(config, onError);
  }

  /** Adds jobs; one whose id the queue knows already is left as it is. All or an error: then any of them may have been added. */
  async add(jobs: readonly QueuedJob[]): Promise<void> {
    for (const queueName of queueNames) {
      const group = jobs.filter(({ name }) => jobCatalog[name].queue === queueName);
      if (group.length === 0) continue;
      const queue = await this.queue(queueName);
      await queue.addBulk(
        group.map(({ id, name, workspaceId, payload }) => ({
          name,
          data: { workspaceId, payload },
          opts: { ...options(name), jobId: id },
        })),
      );
    }
  }

  /** Runs `work` for each job of every queue until `close`. An error decides by `decideRetry` whether the job comes again. */
  async consume(
    work: (job: ReceivedJob) => Promise<void>,
    { concurrency, lockSeconds }: ConsumeOptions,
  ): Promise<void> {
    for (const name of queueNames) {
      const worker = this.connection.openWorker(name, (job) => runOnce(work, job), {
        concurrency,
        lockDuration: lockSeconds * 1_000,
        // On Redis the check for jobs of dead workers is throttled by whoever made it last, with its own interval.
        stalledInterval: lockSeconds * 1_000,
        // A job that kills its worker each time must end; one that met a few restarts in a row must not.
        maxStalledCount: 10,
      });
      this.workers.push(worker);
      await worker.waitUntilReady();
      worker.run().catch(this.onError);
    }
  }

  /** The queues of the catalogue, once they are connected. @throws when Postgres cannot be reached; for Redis it waits */
  async open(): Promise<readonly BullQueue[]> {
    return Promise.all(queueNames.map((name) => this.queue(name)));
  }

  /** Ends fetching, waits for the jobs that run, closes all connections. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
    await Promise.all([...this.queues.values()].map(({ queue }) => queue.close()));
  }

  private queue(name: string): Promise<BullQueue> {
    const known = this.queues.get(name);
    if (known) return known.ready;
    const queue = this.connection.openQueue(name);
    const ready = queue.waitUntilReady().then(() => queue);
    this.queues.set(name, { queue, ready });
    // BullMQ keeps a failed first connection for good: the next caller starts anew.
    ready.catch(() => {
      this.queues.delete(name);
      queue.close().catch(this.onError);
    });
    return ready;
  }
}

const runOnce = async (work: (job: ReceivedJob) => Promise<void>, job: Job<JobData, void>): Promise<void> => {
  try {
    await work({
      id: job.id ?? '',
      name: job.name,
      workspaceId: job.data.workspaceId,
      payload: job.data.payload,
      attempt: job.attemptsMade + 1,
    });
  } catch (error) {
    if (decideRetry(error) === 'retry') throw error;
    throw new UnrecoverableError(error instanceof Error ? error.message : String(error));
  }
};
