import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canEnter, chooseServerUser } from './server-user';
import { openSystemFolder } from './system-folder';

/**
 * Where the database of `home` lives: `home/postgres`, or, when the server's user may not enter the home (root's home in
 * a folder of root's own), a folder under /var/lib/debrief. The latter is noted in `home/postgres-folder`, which decides
 * from then on. Throws when the noted folder has gone: starting with an empty database would hide the loss.
 */
export function choosePostgresFolder(home: string): string {
  const note = join(home, 'postgres-folder');
  if (existsSync(note)) return readNote(note);

  const inside = join(home, 'postgres');
  if (existsSync(inside)) return inside;
  if (canEnter(chooseServerUser(inside), home)) return inside;

  const name = createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 16);
  const outside = join(openSystemFolder(), `home-${name}`);
  mkdirSync(outside, { recursive: true });
  writeFileSync(note, `${outside}\n`);
  return outside;
}

function readNote(note: string): string {
  const folder = readFileSync(note, 'utf8').trim();
  if (!existsSync(folder)) {
    throw new Error(
      `The database of this home was in ${folder}, which is gone (${note}). Restore it, or delete the home.`,
    );
  }
  return folder;
}
