import { createLog, Database, loadConfig } from '@debrief/infra';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JobRunner } from '../../apps/worker/src/job-runner';
import { type Sweep, SWEEPS } from '../../apps/worker/src/sweeps';
import { WorkerModule } from '../../apps/worker/src/worker.module';
import { drain } from '../setup/drain';

/** A worker in the test's own process: it does jobs as they come, but relays and sweeps only when it is told to. */
export interface TestWorker {
  readonly app: INestApplicationContext;
  /** Runs every sweep, whenever it ran last, and all that comes of it. */
  work(): Promise<void>;
  close(): Promise<void>;
}

export const startWorker = async (env: Readonly<Record<string, string>>): Promise<TestWorker> => {
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(loadConfig(env), createLog('silent')), {
    logger: false,
    abortOnError: false,
  });
  await app.get(JobRunner).start();
  return {
    app,
    work: async () => {
      for (const sweep of app.get<readonly Sweep[]>(SWEEPS)) await app.get(Database).asSystem('sweep', sweep.work);
      await drain(app);
    },
    close: () => app.close(),
  };
};
