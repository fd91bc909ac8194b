import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PostgresBinaries } from './postgres-binaries';
import type { ServerUser } from './server-user';

/**
 * Makes an empty database cluster with the superuser `postgres`. It is made in a folder beside and renamed when complete:
 * an interrupted first start leaves nothing that looks like a database. Throws an Error with what initdb said.
 */
export async function createCluster(
  { bin, majorVersion }: PostgresBinaries,
  user: ServerUser,
  dataDir: string,
  password: string,
): Promise<void> {
  const parent = dirname(dataDir);
  mkdirSync(parent, { recursive: true });
  chmodSync(parent, 0o700);
  giveTo(user, parent);

  const unfinished = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveTo(user, passwordFile);
  // Unicode case rules on every system; before 17 they depend on the C library's locales.
  const locale =
    majorVersion >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'] : ['--locale=C.UTF-8'];
  const args = [
    '-D',
    unfinished,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    ...locale,
  ];
  const complaint = await run(join(bin, 'initdb'), args, user);
  rmSync(passwordFile);
  if (complaint !== undefined) throw new Error(`initdb failed in ${parent}:\n${complaint}`);
  renameSync(unfinished, dataDir);
}

function giveTo({ uid, gid }: ServerUser, path: string): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** @returns undefined, or what the program said when it failed */
async function run(program: string, args: readonly string[], user: ServerUser): Promise<string | undefined> {
  // Detached, so that Ctrl-C does not cut it short: the stop that follows waits for it.
  const child = spawn(program, args, { ...user, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0 ? undefined : complaint;
}
