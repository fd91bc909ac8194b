import { ConfigError, createLog, loadConfig, toNestLogger, type Config } from '@debrief/infra';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiModule } from './api.module';
import { configureApp } from './http/configure-app';
import { stopOnSignal } from './http/stop-on-signal';

/** sysexits.h: something is wrong with the configuration. A supervisor need not try again. */
const exConfig = 78;

const readConfig = (): Config => {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(exConfig);
  }
};

const start = async (): Promise<void> => {
  const config = readConfig();
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
