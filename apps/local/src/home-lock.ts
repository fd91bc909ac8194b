import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startMarkOf } from './process-facts';

export interface HomeLock {
  /** The last holder ended without giving the lock back: something it started may still be on its way out. */
  readonly afterCrash: boolean;
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly started: string;
  readonly url: string;
}

/**
 * Takes the home for this process; the file `home/lock.json` says who holds it. A lock whose holder has ended is taken over.
 * Throws an Error that names the process and its address when the home is in use.
 */
export function lockHome(home: string, url: string): HomeLock {
  const file = join(home, 'lock.json');
  const holder: Holder = { pid: process.pid, started: startMarkOf(process.pid) ?? '', url };
  let afterCrash = false;
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
      return { afterCrash, release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const other = findHolder(home);
    if (other)
      throw new Error(
        `${home} is in use: process ${other.pid} serves it at ${other.url}. Stop it, or set DEBRIEF_HOME.`,
      );
    rmSync(file, { force: true });
    afterCrash = true;
  }
}

/** Who holds the home now, undefined when nobody does. */
export function findHolder(home: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(join(home, 'lock.json'), 'utf8')) as Holder;
    return startMarkOf(holder.pid) === holder.started ? holder : undefined;
  } catch {
    return undefined; // No lock, or one that was cut short by a crash.
  }
}
