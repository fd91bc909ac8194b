import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PostgresBinaries } from './postgres-binaries';
import type { ServerUser } from './server-user';

/**
 * Makes an empty database cluster with the superuser `postgres`. It is made in a folder beside and renamed when complete:
 * an interrupted first start leaves nothing that looks like a database. Throws an Error with what initdb said.
 */
export function createCluster(
  { bin, majorVersion }: PostgresBinaries,
  user: ServerUser,
  dataDir: string,
  password: string,
): void {
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
  const initdb = spawnSync(join(bin, 'initdb'), args, { ...user, cwd: '/', encoding: 'utf8' });
  rmSync(passwordFile);
  if (initdb.status !== 0) throw new Error(`initdb failed in ${parent}:\n${initdb.error?.message ?? initdb.stderr}`);
  renameSync(unfinished, dataDir);
}

function giveTo({ uid, gid }: ServerUser, path: string): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}
