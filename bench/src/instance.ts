import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@debrief/infra';
import { type FirstWorkspace, mintFirstWorkspace } from '@debrief/tenancy';
import { SignJWT } from 'jose';
import { apiNodeFlags } from '../../apps/local/src/api-node-flags';
import { type RunningPostgres, startPostgres } from '../../apps/local/src/embedded-postgres';
import { findFreePort } from '../../apps/local/src/free-port';
import { giveWay } from '../../apps/local/src/give-way';
import { waitUntilHealthy } from '../../apps/local/src/health';
import { provideLogin } from '../../apps/local/src/login-role';

const repository = join(__dirname, '..', '..', '..');

export interface BenchWorkspace extends FirstWorkspace {
  readonly userId: string;
}

/** Everything a benchmark runs against: a durable Postgres as the product configures it, api processes, workspaces with keys. */
export interface BenchInstance {
  readonly postgres: RunningPostgres;
  readonly urls: readonly string[];
  readonly apiPids: readonly number[];
  readonly workerPids: readonly number[];
  readonly workspaces: readonly BenchWorkspace[];
  readonly jwtSecret: string;
  stop(): Promise<void>;
}

export const startBenchInstance = async (options: {
  readonly apis: number;
  readonly workspaces: number;
  readonly workers?: number;
  /** Settings beside those that the instance makes itself. */
  readonly env?: Readonly<Record<string, string>>;
}): Promise<BenchInstance> => {
  const home = mkdtempSync(join(tmpdir(), 'debrief-bench-'));
  chmodSync(home, 0o711);
  const postgres = await startPostgres({ dataDir: join(home, 'postgres', 'data'), password: 'bench' });
  await migrate(postgres.adminUrl, join(repository, 'supabase', 'migrations'));
  const databaseUrl = await provideLogin(postgres.adminUrl, 'bench');
  const secret = randomBytes(32).toString('hex');
  const jwtSecret = randomBytes(32).toString('hex');
  const workspaces: BenchWorkspace[] = [];
  for (let index = 0; index < options.workspaces; index += 1) {
    const userId = randomUUID();
    const first = {
      workspaceName: `Bench ${index}`,
      projectName: 'bench',
      userId,
      email: `bench-${index}@example.com`,
    };
    workspaces.push({ ...(await mintFirstWorkspace({ databaseUrl, instanceSecret: secret }, first)), userId });
  }
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    DEBRIEF_SECRET: secret,
    SUPABASE_JWT_SECRET: jwtSecret,
    OBJECT_STORE_DIR: join(home, 'objects'),
    ...options.env,
  };
  const apis: ChildProcess[] = [];
  const workers = Array.from({ length: options.workers ?? 0 }, () => {
    const main = join(repository, 'dist', 'apps', 'worker', 'src', 'main.js');
    const worker = spawn(process.execPath, [main], { env, stdio: 'inherit' });
    if (worker.pid !== undefined) giveWay(worker.pid);
    return worker;
  });
  const urls: string[] = [];
  for (let index = 0; index < options.apis; index += 1) {
    const port = await findFreePort();
    const main = join(repository, 'dist', 'apps', 'api', 'src', 'main.js');
    const api = spawn(process.execPath, [...apiNodeFlags, ...nodeFlags(), main], {
      env: { ...env, PORT: String(port) },
      stdio: 'inherit',
    });
    apis.push(api);
    urls.push(`http://127.0.0.1:${port}`);
  }
  const stop = async (): Promise<void> => {
    for (const child of [...workers, ...apis]) {
      if (child.exitCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    for (const url of urls) await waitUntilHealthy(url, 120, AbortSignal.timeout(130_000));
  } catch (error) {
    await stop();
    throw error;
  }
  const pidsOf = (children: readonly ChildProcess[]) => children.map(({ pid }) => pid ?? 0);
  return { postgres, urls, apiPids: pidsOf(apis), workerPids: pidsOf(workers), workspaces, jwtSecret, stop };
};

/** Flags for the api from the environment, e.g. BENCH_NODE_FLAGS=--cpu-prof to see where its time goes. */
const nodeFlags = (): string[] => (process.env.BENCH_NODE_FLAGS ?? '').split(' ').filter(Boolean);

/** A console token of the workspace's owner. */
export const mintToken = ({ userId }: BenchWorkspace, secret: string): Promise<string> =>
  new SignJWT({ role: 'authenticated' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setAudience('authenticated')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(Buffer.from(secret));
