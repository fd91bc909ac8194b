import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Ends a server that still runs on `dataDir` because its parent was killed, and removes a lock file whose process id now
 * belongs to another program (common in a restarted container, where ids begin again). Throws if it does not end in 30 s.
 */
export async function stopOrphan(dataDir: string): Promise<void> {
  const lock = join(dataDir, 'postmaster.pid');
  const pid = readPid(lock);
  if (pid === undefined || !exists(pid)) return;
  if (!servesDirectory(pid, dataDir)) return rmSync(lock);

  process.kill(pid, 'SIGINT');
  for (const deadline = Date.now() + 30_000; existsSync(lock); await delay(50)) {
    if (Date.now() > deadline) throw new Error(`A Postgres (process ${pid}) still runs on ${dataDir} and does not stop.`);
  }
}

function readPid(lock: string): number | undefined {
  if (!existsSync(lock)) return undefined;
  const pid = Number(readFileSync(lock, 'utf8').split('\n', 1)[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A server is started with its directory among the arguments, and a postmaster keeps them in its title. */
function servesDirectory(pid: number, dataDir: string): boolean {
  const command = existsSync('/proc/self') ? readCommand(pid) : spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  return command.includes(dataDir);
}

function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It has just ended.
  }
}
