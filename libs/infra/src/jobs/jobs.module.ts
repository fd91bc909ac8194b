import { type BeforeApplicationShutdown, Module, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../config/config';
import { Database } from '../database/database';
import { CONFIG, LOG } from '../infra.module';
import type { Log } from '../telemetry/log';
import { ReadinessChecks } from '../telemetry/readiness-checks';
import type { Health } from './decide-queue-health';
import { JobQueue } from './job-queue';
import { JobsReadiness } from './jobs-readiness';
import { toQueueConfig } from './queue-connection';

/** The queue of a process and its readiness. Closing waits for the jobs that run, while the database is still open. */
@Module({
  providers: [
    {
      provide: JobQueue,
      useFactory: (config: Config, log: Log) =>
        new JobQueue(toQueueConfig(config), (error) => log.warn({ err: error }, 'queue connection')),
      inject: [CONFIG, LOG],
    },
    {
      provide: JobsReadiness,
      useFactory: (database: Database, queue: JobQueue, { jobs }: Config) =>
        new JobsReadiness(database, queue, jobs.stalledSeconds),
      inject: [Database, JobQueue, CONFIG],
    },
  ],
  exports: [JobQueue, JobsReadiness],
})
export class JobsModule implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    private readonly queue: JobQueue,
    private readonly readiness: JobsReadiness,
    private readonly checks: ReadinessChecks,
  ) {}

  onModuleInit(): void {
    this.checks.add('queue', () => passes(this.readiness.checkQueue()));
    this.checks.add('workers', () => passes(this.readiness.checkWorkers()));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.queue.close();
  }
}

/** The registry logs what a check throws. */
const passes = async (check: Promise<Health>): Promise<boolean> => {
  const { ok, detail } = await check;
  if (!ok) throw new Error(detail);
  return true;
};
