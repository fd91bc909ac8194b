import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandOf } from './process-facts';

/**
 * Ends a server that still runs on `dataDir` because its parent was killed, and removes a lock file whose process id now
 * belongs to another program (common in a restarted container, where ids begin again). Throws if it does not end in 30 s.
 */
export async function stopOrphan(dataDir: string): Promise<void> {
  const lock = join(dataDir, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n', 1)[0]);
  // A server is started with its directory among the arguments, and a postmaster keeps them in its title.
  if (!commandOf(pid).includes(dataDir)) return rmSync(lock);

  process.kill(pid, 'SIGINT');
  for (const deadline = Date.now() + 30_000; existsSync(lock); await delay(50)) {
    if (Date.now() > deadline)
      throw new Error(`A Postgres (process ${pid}) still runs on ${dataDir} and does not stop.`);
  }
}
