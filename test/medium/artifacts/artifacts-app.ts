import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { createLog, ObjectStore } from '@debrief/infra';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiModule } from '../../../apps/api/src/api.module';
import { configureApp } from '../../../apps/api/src/http/configure-app';
import { findFreePort } from '../../../apps/local/src/free-port';
import { StorageServer } from '../../contract/storage/storage-server';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { testConfig } from '../http/probe-app';

export interface ArtifactsApp {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly store: ObjectStore;
  /** Nothing reaches it in a local app. */
  readonly storage: StorageServer;
  readonly database: TestDatabase;
  mintTenant(): Promise<Tenant>;
  stop(): Promise<void>;
}

const secrets = {
  jwtSecret: randomBytes(32).toString('hex'),
  jwtIssuer: 'http://127.0.0.1/auth/v1',
  rootSecret: randomBytes(32).toString('hex'),
  serverToken: '',
};

/** The whole api in this process, its objects in a local folder or in a Supabase Storage on the loopback. */
export const startArtifactsApp = async (
  kind: 'local' | 'supabase',
  env: Record<string, string> = {},
): Promise<ArtifactsApp> => {
  const database = await openTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'debrief-objects-'));
  const storage = new StorageServer();
  const port = await findFreePort();
  const objects: Record<string, string> =
    kind === 'local'
      ? { OBJECT_STORE_DIR: folder }
      : { OBJECT_STORE_DIR: '', SUPABASE_URL: await storage.start(), SUPABASE_SECRET_KEY: storage.secretKey };
  const config = testConfig({
    DATABASE_URL: database.databaseUrl,
    SUPABASE_JWT_SECRET: secrets.jwtSecret,
    SUPABASE_JWT_ISSUER: secrets.jwtIssuer,
    DEBRIEF_SECRET: secrets.rootSecret,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...objects,
    ...env,
  });
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(config, createLog('silent')), {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  configureApp(app, config.http);
  await app.listen(port, '127.0.0.1');
  const store = app.get(ObjectStore, { strict: false });
  await store.ensureBucket();
  return {
    app,
    url: config.http.publicUrl,
    store,
    storage,
    database,
    mintTenant: () => mintTenant({ secrets, database }),
    stop: async () => {
      await app.close();
      await storage.stop();
      await rm(folder, { recursive: true, force: true });
      await database.close();
    },
  };
};
