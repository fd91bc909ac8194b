import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../../apps/local/src/embedded-postgres';
import { lockHome } from '../../apps/local/src/home-lock';
import { provideLogin } from '../../apps/local/src/login-role';
// Not through the library's index: that loads every vendor's client, two seconds of each run.
import { migrate } from '../../libs/infra/src/database/migrate';
import { homePrefix, sweepLeftovers } from './leftovers';
import { startRedis } from './redis-server';
import { templateDatabase } from './test-database-name';

/** What a crash of the machine would lose is not what the tests are about. */
const fast = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

/**
 * Starts the servers of one test run in a folder of its own and tells the suites through the environment:
 * TEST_ADMIN_URL (superuser), TEST_DATABASE_URL (the login of api and worker; suites put their own database's name into
 * both), TEST_REDIS_URL (absent without redis-server).
 */
export async function startTestServers(): Promise<{ stop(): Promise<void> }> {
  await sweepLeftovers();
  const home = mkdtempSync(join(tmpdir(), homePrefix));
  chmodSync(home, 0o711); // As root, Postgres runs as another user.
  lockHome(home, 'a test run');

  const [postgres, redis] = await Promise.all([
    startPostgres({ dataDir: join(home, 'postgres', 'data'), password: 'test', settings: fast }),
    startRedis(home),
  ]);
  const endNow = (): void => {
    postgres.kill();
    redis?.kill();
    // Nothing can be waited for here, and the servers still write while they end.
    spawn('sh', ['-c', 'sleep 1; rm -rf "$1"', 'sh', home], { detached: true, stdio: 'ignore' }).unref();
  };
  process.once('exit', endNow);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

  process.env.TEST_ADMIN_URL = postgres.adminUrl;
  process.env.TEST_DATABASE_URL = await createTemplate(postgres.adminUrl);
  if (redis) process.env.TEST_REDIS_URL = redis.url;

  const stop = async (): Promise<void> => {
    process.off('exit', endNow);
    await Promise.all([postgres.stop(), redis?.stop()]);
    rmSync(home, { recursive: true, force: true });
  };
  return { stop };
}

/** @returns the URL of the ordinary login */
async function createTemplate(adminUrl: string): Promise<string> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`create database ${templateDatabase}`);
  await client.end();
  const template = new URL(adminUrl);
  template.pathname = templateDatabase;
  await migrate(template.href, join(__dirname, '..', '..', 'supabase', 'migrations'));
  return provideLogin(adminUrl, 'test');
}
