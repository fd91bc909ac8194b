import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const hasProc = existsSync('/proc/self');

/**
 * What tells this process from a later one that is given the same id: the moment it started, as text.
 * Undefined when there is no such process, or only its unread exit code is left.
 */
export function startMarkOf(pid: number): string | undefined {
  if (!hasProc) return ps('lstart=', pid) || undefined;
  // proc(5): the name in parentheses may hold anything; then come state (field 3) … starttime (field 22).
  const stat = readProc(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || fields[0] === 'Z' ? undefined : fields[19];
}

/** The command line of a process, or an empty string when there is none. */
export function commandOf(pid: number): string {
  return hasProc ? readProc(pid, 'cmdline') : ps('command=', pid);
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function ps(field: string, pid: number): string {
  return spawnSync('ps', ['-o', field, '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
}
