import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../apps/local/src/free-port';
import { openTestDatabase, type TestDatabase } from './database';
import { ServerProcess } from './server-process';

export interface InstanceOptions {
  /** Further settings of api and worker, over those that the instance makes up. */
  readonly env?: NodeJS.ProcessEnv;
  /** How many api processes serve the one database. */
  readonly apis?: number;
  readonly worker?: boolean;
}

export interface InstanceSecrets {
  readonly jwtSecret: string;
  readonly jwtIssuer: string;
  readonly serverToken: string;
  readonly rootSecret: string;
}

/** The product as real processes on a database of its own. `stop` it in `afterAll`. */
export interface Instance {
  /** Of the first api. */
  readonly url: string;
  readonly urls: readonly string[];
  readonly apis: readonly ServerProcess[];
  readonly worker: ServerProcess | undefined;
  readonly secrets: InstanceSecrets;
  readonly database: TestDatabase;
  stop(): Promise<void>;
}

/** For the hook that starts an instance: a machine that does other things needs a while. */
export const startTimeoutMs = 120_000;

/** Starts api processes (and a worker) on random ports, with random secrets and a local object store in a temporary folder. */
export async function startInstance({
  env = {},
  apis: count = 1,
  worker: withWorker = false,
}: InstanceOptions = {}): Promise<Instance> {
  const database = await openTestDatabase();
  const home = mkdtempSync(join(tmpdir(), 'debrief-instance-'));
  chmodSync(home, 0o700);
  const secrets = makeSecrets();
  const shared = { ...inheritedEnv(), ...toEnv(database, secrets, home), ...env };
  const ports = await Promise.all(Array.from({ length: count }, findFreePort));
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const apis = ports.map(
    (port, index) =>
      new ServerProcess({
        app: 'api',
        env: { ...shared, PORT: String(port), PUBLIC_URL: urls[index] },
        healthUrl: `${urls[index]}/health`,
      }),
  );
  const worker = withWorker
    ? new ServerProcess({ app: 'worker', env: { ...shared, PUBLIC_URL: urls[0] }, healthUrl: null })
    : undefined;
  const processes = worker ? [...apis, worker] : apis;

  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((one) => one.stop()));
    await database.close();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await Promise.all(processes.map((one) => one.start()));
  } catch (error) {
    await Promise.all(processes.map((one) => one.kill()));
    await stop();
    throw error;
  }
  return { url: urls[0] as string, urls, apis, worker, secrets, database, stop };
}

const makeSecrets = (): InstanceSecrets => ({
  jwtSecret: randomBytes(32).toString('base64url'),
  jwtIssuer: 'http://127.0.0.1/auth/v1',
  serverToken: `st_${randomBytes(32).toString('base64url')}`,
  rootSecret: randomBytes(32).toString('base64url'),
});

/** What a child needs of this process: not jest's own variables, nor settings of the product that the machine may hold. */
const inheritedEnv = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, HOME: process.env.HOME, TZ: process.env.TZ });

const toEnv = (database: TestDatabase, secrets: InstanceSecrets, home: string): NodeJS.ProcessEnv => ({
  NODE_ENV: 'production',
  LOG_LEVEL: 'warn',
  HOST: '127.0.0.1',
  DATABASE_URL: database.databaseUrl,
  SUPABASE_JWT_SECRET: secrets.jwtSecret,
  SUPABASE_JWT_ISSUER: secrets.jwtIssuer,
  SERVER_TOKEN: secrets.serverToken,
  DEBRIEF_SECRET: secrets.rootSecret,
  OBJECT_STORE_DIR: join(home, 'objects'),
});
