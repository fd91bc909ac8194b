import { randomBytes, randomUUID } from 'node:crypto';
import { type Config, createLog, InfraModule, loadConfig } from '@debrief/infra';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { configureApp } from '../../../apps/api/src/http/configure-app';
import {
  CREDENTIALS,
  type CredentialSource,
  type KnownKey,
  type Membership,
} from '../../../apps/api/src/http/auth/credential-source';
import { HttpModule } from '../../../apps/api/src/http/http.module';

/** The public key that belongs to a declared secret. */
export const publicKeyOf = (secret: string): string => secret.replace('_sk_', '_pk_');

/** Keys and members that a test declares, in the place of tenancy. */
export class DeclaredCredentials implements CredentialSource {
  readonly keys = new Map<string, KnownKey>();
  readonly members = new Map<string, Membership[]>();
  readonly workspaces = new Set<string>();
  failure: Error | undefined;

  addKey(facts: Partial<KnownKey> = {}): string {
    const secret = `dbf_sk_${randomBytes(12).toString('hex')}`;
    this.keys.set(secret, {
      workspaceId: randomUUID(),
      projectId: randomUUID(),
      keyId: randomUUID(),
      scopes: ['ingest', 'read', 'write'],
      plan: 'free',
      expiresAt: null,
      revokedAt: null,
      ...facts,
    });
    return secret;
  }

  async findApiKey(secret: string): Promise<KnownKey | undefined> {
    if (this.failure) throw this.failure;
    return this.keys.get(secret);
  }

  async findApiKeyPair(publicKey: string, secret: string): Promise<KnownKey | undefined> {
    return publicKey === publicKeyOf(secret) ? this.findApiKey(secret) : undefined;
  }

  async membershipsOf({ userId }: { readonly userId: string }): Promise<readonly Membership[]> {
    return this.members.get(userId) ?? [];
  }

  async workspaceExists(workspaceId: string): Promise<boolean> {
    return this.workspaces.has(workspaceId);
  }
}

export const testConfig = (env: Record<string, string> = {}): Config =>
  loadConfig({
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    SUPABASE_JWT_SECRET: 'j'.repeat(40),
    SUPABASE_JWT_ISSUER: 'http://127.0.0.1/auth/v1',
    OBJECT_STORE_DIR: '/nonexistent',
    DEBRIEF_SECRET: 's'.repeat(40),
    SERVER_TOKEN: `dbf_server_${'t'.repeat(40)}`,
    HOST: '127.0.0.1',
    PORT: '0',
    ...env,
  });

export interface ProbeApp {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly credentials: DeclaredCredentials;
  readonly logLines: string[];
  close(): Promise<void>;
}

/** The shell with the given controllers, listening on a free port. */
export const startProbeApp = async (
  config: Config,
  ...controllers: (new (...args: never[]) => object)[]
): Promise<ProbeApp> => {
  const credentials = new DeclaredCredentials();
  const logLines: string[] = [];
  const log = createLog('info', { write: (line) => void logLines.push(line) });
  @Module({
    imports: [
      InfraModule.forRoot(config, log),
      HttpModule.forRoot({ imports: [], credentials: { provide: CREDENTIALS, useValue: credentials } }),
    ],
    controllers,
  })
  class ProbeModule {}
  const app = await NestFactory.create<NestExpressApplication>(ProbeModule, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  configureApp(app, config.http);
  try {
    await app.listen(0, '127.0.0.1');
  } catch (error) {
    await stop(app);
    throw error;
  }
  return { app, url: await app.getUrl(), credentials, logLines, close: () => stop(app) };
};

/** A suite that failed may have left a connection open, which the server would wait for. */
const stop = async (app: NestExpressApplication): Promise<void> => {
  app.getHttpServer().closeAllConnections();
  await app.close();
};
