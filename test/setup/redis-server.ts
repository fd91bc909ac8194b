import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePort } from '../../apps/local/src/free-port';

const run = promisify(execFile);

export interface RunningRedis {
  readonly url: string;
  stop(): Promise<void>;
  /** For the exit of the process, when nothing can be waited for. */
  kill(): void;
}

interface RedisProgram {
  readonly path: string;
  readonly libraries?: string;
}

/** Starts a Redis for the tests, or returns undefined (and says so) where there is none to start. */
export async function startRedis(home: string): Promise<RunningRedis | undefined> {
  const program = await findRedis().catch((error: Error) => void console.warn(error.message));
  if (!program) {
    if (process.env.CI) throw new Error('No redis-server: here the suites that need one must not be skipped.');
    console.warn('No redis-server: the suites that need one are skipped.');
    return undefined;
  }
  const port = await findFreePort();
  const env = program.libraries ? { ...process.env, LD_LIBRARY_PATH: program.libraries } : process.env;
  // The title would hide the folder, by which a leftover is told from somebody else's Redis.
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: home,
    save: '',
    'maxmemory-policy': 'noeviction',
    'set-proc-title': 'no',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn(program.path, args, { env, stdio: 'ignore', detached: true });
  const ended = once(server, 'exit');
  writeFileSync(join(home, 'redis.pid'), String(server.pid));

  for (const deadline = Date.now() + 10_000; !(await accepts(port)); await delay(20)) {
    if (server.exitCode !== null || Date.now() > deadline)
      throw new Error(`${program.path} does not answer on port ${port}.`);
  }
  const kill = (): void => void server.kill('SIGKILL');
  const stop = async (): Promise<void> => {
    kill();
    await ended;
  };
  return { url: `redis://127.0.0.1:${port}`, stop, kill };
}

async function findRedis(): Promise<RedisProgram | undefined> {
  const works = (path: string): boolean => spawnSync(path, ['--version']).status === 0;
  if (works('redis-server')) return { path: 'redis-server' };
  if (!works('apt-get') || !works('dpkg')) return undefined;
  const cache = join(homedir(), '.cache', 'debrief', 'redis');
  if (!existsSync(cache)) await unpackFromDebian(cache);
  const library = readdirSync(join(cache, 'usr', 'lib')).find((name) => name.endsWith('-linux-gnu')) ?? '';
  return { path: join(cache, 'usr', 'bin', 'redis-server'), libraries: join(cache, 'usr', 'lib', library) };
}

/** Debian's packages, unpacked into `folder`: needs no root, installs nothing, starts no service. */
async function unpackFromDebian(folder: string): Promise<void> {
  console.log('Fetching redis-server for the tests ...');
  const work = `${folder}.${process.pid}`;
  for (const part of ['lists/partial', 'cache/archives/partial', 'root'])
    mkdirSync(join(work, part), { recursive: true });
  const options = [
    `Dir::State=${work}`,
    'Dir::State::status=/var/lib/dpkg/status',
    `Dir::Cache=${join(work, 'cache')}`,
    'APT::Sandbox::User=root',
  ];
  const apt = (...args: string[]) =>
    run('apt-get', [...options.flatMap((o) => ['-o', o]), ...args], { cwd: work, timeout: 120_000 });
  try {
    await apt('update');
    await apt('download', 'redis-server', 'redis-tools', 'liblzf1', 'libjemalloc2', 'libatomic1');
    for (const file of readdirSync(work).filter((name) => name.endsWith('.deb')))
      await run('dpkg', ['-x', file, 'root'], { cwd: work });
    renameSync(join(work, 'root'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
