import { flushLog, type Log, ReadinessChecks } from '@debrief/infra';
import type { NestExpressApplication } from '@nestjs/platform-express';

/**
 * Ends the process in order on SIGTERM or SIGINT: `/ready` turns 503, streams end (`OnModuleDestroy`), the port is closed, requests in
 * flight are answered, then pools close (`OnApplicationShutdown`). What is not over after `seconds` is cut off; a second signal cuts at once.
 */
export const stopOnSignal = (app: NestExpressApplication, log: Log, seconds: number): void => {
  const server = app.getHttpServer();
  let stopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) return server.closeAllConnections();
    stopping = true;
    log.info({ signal }, 'stopping');
    app.get(ReadinessChecks).drain();
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    const deadline = setTimeout(() => server.closeAllConnections(), seconds * 1000);
    try {
      await app.close();
      log.info('stopped');
    } catch (error) {
      log.error({ err: error }, 'did not stop cleanly');
      process.exitCode = 1;
    }
    clearInterval(sweep);
    clearTimeout(deadline);
    await flushLog(log);
    process.exit();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
};
