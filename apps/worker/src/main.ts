import { createLog, flushLog, type Log, ReadinessChecks, readConfigOrExit, toNestLogger } from '@debrief/infra';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Worker } from './worker';
import { WorkerModule } from './worker.module';

/** The first signal ends fetching and waits for the jobs that run; those that are not done in time go to another worker. */
const stopOnSignal = (app: INestApplicationContext, log: Log, seconds: number): void => {
  const stop = async (signal: string): Promise<void> => {
    log.info({ signal }, 'stopping');
    app.get(ReadinessChecks).drain();
    setTimeout(() => process.exit(1), seconds * 1_000).unref();
    try {
      await app.close();
    } catch (error) {
      log.error({ err: error }, 'did not stop cleanly');
      process.exitCode = 1;
    }
    await flushLog(log);
    process.exit();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));
};

const start = async (): Promise<void> => {
  const config = readConfigOrExit(process.env);
  const log = createLog(config.log.level);
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(config, log), {
    logger: toNestLogger(log),
    abortOnError: false,
  });
  stopOnSignal(app, log, config.http.shutdownSeconds);
  await app.get(Worker).start();
  log.info({ pid: process.pid, backend: config.jobs.backend }, 'working');
};

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
