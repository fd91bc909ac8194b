import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHolder } from '../../apps/local/src/home-lock';
import { stopOrphan } from '../../apps/local/src/orphaned-postgres';
import { commandOf } from '../../apps/local/src/process-facts';

export const homePrefix = 'debrief-test-';

/** Puts away what killed test runs left behind: their servers and folders. Live runs are not touched. */
export async function sweepLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(homePrefix))) {
    const home = join(tmpdir(), name);
    // A run that begins right now has no lock yet.
    const isYoung = Date.now() - statSync(home).mtimeMs < 60_000;
    if (isYoung || findHolder(home)) continue;
    await stopOrphan(join(home, 'postgres', 'data'));
    stopRedis(home);
    rmSync(home, { recursive: true, force: true });
  }
}

function stopRedis(home: string): void {
  const file = join(home, 'redis.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (pid > 0 && commandOf(pid).includes(home)) process.kill(pid, 'SIGKILL');
}
