import {
  createPostgresBackend,
  createRedisBackend,
  type Processor,
  type Queue,
  type Worker,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import type { Config } from '../config/config';
import { queueRole, queueSchema } from './queue-schema';

export interface QueueConfig {
  readonly backend: 'postgres' | 'redis';
  readonly databaseUrl: string;
  /** Required when the backend is redis. */
  readonly redisUrl: string | null;
}

export const toQueueConfig = ({ jobs, database, redis }: Config): QueueConfig => ({
  backend: jobs.backend,
  databaseUrl: database.url,
  redisUrl: redis?.url ?? null,
});

/** What the queue carries for each job, beside BullMQ's own name and id. */
export interface JobData {
  readonly workspaceId: string;
  readonly payload: unknown;
}

export type BullQueue = Pick<
  Queue<JobData, void>,
  'name' | 'addBulk' | 'getJob' | 'getJobs' | 'getJobCounts' | 'waitUntilReady' | 'close'
>;
export type BullWorker = Pick<Worker<JobData, void>, 'run' | 'waitUntilReady' | 'close'>;

/** BullMQ on one of its two backends; nothing above this line knows which. */
export interface QueueConnection {
  openQueue(name: string): BullQueue;
  /** The worker does not fetch before `run()`. */
  openWorker(name: string, process: Processor<JobData, void>, options: Omit<WorkerOptions, 'connection'>): BullWorker;
}

/** @param onError told of connection trouble, which BullMQ repairs by itself; without a listener it would end the process */
export const connectQueue = (config: QueueConfig, onError: (error: Error) => void): QueueConnection =>
  config.backend === 'redis' ? onRedis(config.redisUrl, onError) : onPostgres(config.databaseUrl, onError);

const onRedis = (url: string | null, onError: (error: Error) => void): QueueConnection => {
  if (url === null) throw new Error('the queue is set to Redis but has no address of one');
  const { Queue, Worker } = withBackend(createRedisBackend);
  const prefix = 'debrief';
  return {
    // A producer fails soon when Redis is away, instead of holding its caller until Redis is back.
    openQueue: (name) =>
      new Queue<JobData, void>(name, {
        prefix,
        skipWaitingForReady: true,
        connection: { url, maxRetriesPerRequest: 1 },
      }).on('error', onError),
    openWorker: (name, process, options) =>
      new Worker<JobData, void>(name, process, {
        ...options,
        prefix,
        autorun: false,
        connection: { url, maxRetriesPerRequest: null },
      }).on('error', onError),
  };
};

const onPostgres = (connectionString: string, onError: (error: Error) => void): QueueConnection => {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  // The login owns nothing and inherits nothing: the queue's connections act as the queue's role from their first statement on.
  const connection = (max: number) => ({
    connectionString,
    max,
    schema: queueSchema,
    options: `-c role=${queueRole}`,
    application_name: 'debrief-queue',
  });
  return {
    openQueue: (name) => new Queue<JobData, void>(name, { connection: connection(2) }).on('error', onError),
    openWorker: (name, process, options) =>
      new Worker<JobData, void>(name, process, { ...options, autorun: false, connection: connection(4) }).on(
        'error',
        onError,
      ),
  };
};
