import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

/** The user that Postgres runs as: it refuses to run as root. Undefined fields mean "as this process". */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * As root: the owner of an existing data directory (so that it stays readable when users come and go), else the machine's
 * `postgres`, else `nobody`. No user is created. As anybody else: that user.
 */
export function chooseServerUser(dataDir: string): ServerUser {
  if (process.getuid?.() !== 0) return {};
  if (existsSync(dataDir)) {
    const { uid, gid } = statSync(dataDir);
    if (uid !== 0) return { uid, gid };
  }
  const user = lookUp('postgres') ?? lookUp('nobody');
  if (!user) throw new Error('Postgres does not run as root, and this machine has neither a user postgres nor nobody.');
  return user;
}

/** Standard output of a program run as `user`, or undefined if it could not run or failed. */
export function runsAs(user: ServerUser, program: string, args: readonly string[]): string | undefined {
  // The user may be barred from the current folder, and a process that cannot read its own folder may fail.
  const run = spawnSync(program, args, { ...user, cwd: '/', encoding: 'utf8' });
  return run.status === 0 ? run.stdout : undefined;
}

/** Whether `user` can reach `folder`, which exists. The kernel is asked: modes alone do not tell (ACLs, user namespaces). */
export function canEnter(user: ServerUser, folder: string): boolean {
  return runsAs(user, '/bin/sh', ['-c', 'cd "$1"', 'sh', folder]) !== undefined;
}

function lookUp(name: string): ServerUser | undefined {
  const [uid, gid] = ['-u', '-g'].map((option) => runsAs({}, 'id', [option, name])?.trim());
  return uid && gid && uid !== '0' ? { uid: Number(uid), gid: Number(gid) } : undefined;
}
