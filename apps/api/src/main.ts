import { createLog, readConfigOrExit, toNestLogger } from '@debrief/infra';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiModule } from './api.module';
import { configureApp } from './http/configure-app';
import { stopOnSignal } from './http/stop-on-signal';

const start = async (): Promise<void> => {
  const config = readConfigOrExit(process.env);
  const log = createLog(config.log.level);
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(config, log), {
    bodyParser: false,
    logger: toNestLogger(log),
    abortOnError: false,
  });
  configureApp(app, config.http);
  stopOnSignal(app, log, config.http.shutdownSeconds);
  await app.listen(config.http.port, config.http.host);
  log.info({ url: await app.getUrl(), pid: process.pid }, 'listening');
};

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
