import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { findFreePort } from './free-port';
import { stopOrphan } from './orphaned-postgres';
import { findPostgres, type PostgresBinaries } from './postgres-binaries';
import { createCluster } from './postgres-cluster';
import { chooseServerUser, type ServerUser } from './server-user';

export interface PostgresOptions {
  /** Made on first start. Its parent holds the log and, as root, is handed to the server's user. */
  readonly dataDir: string;
  /** Of the superuser `postgres`. Must stay the same over the life of the data directory. */
  readonly password: string;
  /** A free port when absent. */
  readonly port?: number;
  /** Server settings on top of ours, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningPostgres {
  /** Superuser, database `postgres`. */
  readonly adminUrl: string;
  readonly port: number;
  readonly pid: number;
  /** Settles when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Fast shutdown: clients are cut off, what is committed is safe on disk. */
  stop(): Promise<void>;
  /** Immediate shutdown, for the exit of this process, when nothing can be waited for. The next start recovers. */
  kill(): void;
}

const defaults = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '200' };

/**
 * Starts the Postgres of `dataDir`, creating it on first use, and waits until it answers (30 s at most).
 * A server that a killed predecessor left running on this directory is stopped first: the caller holds the home's lock.
 * Throws an Error with the end of the server's log when it does not come up.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir } = options;
  const user = chooseServerUser(dataDir);
  const binaries = findPostgres(user);
  if (!existsSync(dataDir)) await createCluster(binaries, user, dataDir, options.password);
  await stopOrphan(dataDir);

  // After a hard kill the old server's backends may hold its memory for a moment: the next attempt succeeds.
  const deadline = Date.now() + 5_000;
  for (;;) {
    const port = options.port ?? (await findFreePort());
    const started = await attempt(binaries, user, options, port);
    if (started) return started;
    if (Date.now() > deadline)
      throw new Error(`Postgres did not start. The end of ${logOf(dataDir)}:\n${logTail(dataDir)}`);
    await delay(500);
  }
}

async function attempt(
  { bin }: PostgresBinaries,
  user: ServerUser,
  { dataDir, password, settings }: PostgresOptions,
  port: number,
): Promise<RunningPostgres | undefined> {
  const args = Object.entries({ ...defaults, port: String(port), ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const log = openSync(logOf(dataDir), 'a', 0o600);
  // Detached: Ctrl-C reaches the whole foreground group, but Postgres must outlive the api and the worker.
  const server = spawn(join(bin, 'postgres'), ['-D', dataDir, ...args], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = once(server, 'exit').then(
    () => undefined,
    () => undefined,
  );
  const adminUrl = `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;

  if (!(await answers(server, adminUrl))) {
    server.kill('SIGQUIT');
    await ended;
    return undefined;
  }
  const stop = async (): Promise<void> => {
    server.kill('SIGINT');
    await ended;
  };
  return { adminUrl, port, pid: server.pid as number, ended, stop, kill: () => void server.kill('SIGQUIT') };
}

/** True once a client can log in; false when the server has ended or 30 s have passed. */
async function answers(server: ChildProcess, adminUrl: string): Promise<boolean> {
  const deadline = Date.now() + 30_000;
  while (server.exitCode === null && server.signalCode === null && server.pid !== undefined && Date.now() < deadline) {
    const client = new Client({ connectionString: adminUrl, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      return true;
    } catch {
      await delay(30);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
}

const logOf = (dataDir: string): string => `${dataDir}.log`;

function logTail(dataDir: string): string {
  return readFileSync(logOf(dataDir), 'utf8').trimEnd().split('\n').slice(-12).join('\n');
}
