import { chmodSync, existsSync, mkdirSync } from 'node:fs';

/**
 * Root's place for what another user must reach. Not under /tmp or /var/tmp: those are swept, and anybody could have
 * put programs of theirs there beforehand.
 */
export function openSystemFolder(): string {
  const folder = '/var/lib/debrief';
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o711); // Whatever the umask: passed through by everybody, listed by root.
  }
  return folder;
}
