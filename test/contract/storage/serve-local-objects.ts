import { rm, writeFile } from 'node:fs/promises';
import { LocalObjectStore, ObjectStore, InfraModule } from '@debrief/infra';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { CREDENTIALS } from '../../../apps/api/src/http/auth/credential-source';
import { configureApp } from '../../../apps/api/src/http/configure-app';
import { HttpModule } from '../../../apps/api/src/http/http.module';
import { ObjectsController } from '../../../apps/api/src/surfaces/native/objects.controller';
import { DeclaredCredentials, testConfig } from '../../medium/http/probe-app';

/** A local object store behind the real shell and its own route, on a free port. */
export const serveLocalObjects = async (folder: string) => {
  const config = testConfig({ LOG_LEVEL: 'silent' });
  let url = '';
  const store = new LocalObjectStore({
    folder,
    get publicUrl() {
      return url;
    },
    signingKey: Buffer.alloc(32, 1),
  });
  @Module({
    imports: [
      InfraModule.forRoot(config),
      HttpModule.forRoot({ imports: [], credentials: { provide: CREDENTIALS, useValue: new DeclaredCredentials() } }),
    ],
    providers: [{ provide: ObjectStore, useValue: store }],
    controllers: [ObjectsController],
  })
  class ObjectsModule {}
  const app = await NestFactory.create<NestExpressApplication>(ObjectsModule, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  configureApp(app, config.http);
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  return {
    store,
    breakDown: async (): Promise<void> => {
      await rm(folder, { recursive: true, force: true });
      await writeFile(folder, 'a file where the folder was');
    },
    stop: () => app.close(),
  };
};
