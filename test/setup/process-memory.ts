import { existsSync, readFileSync } from 'node:fs';

/** Whether this system tells how much memory a process held at most (Linux). */
export const canMeasureMemory = existsSync('/proc/self/status');

/**
 * The most memory that the process has held since it started, in MiB: its resident peak, less the pages of program files that it maps
 * now. Those belong to the page cache: processes share them, and how many are resident depends on what else the machine ran.
 */
export const peakMemoryMiB = (pid: number): number => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (field: string): number => {
    const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status);
    if (!line) throw new Error(`no ${field} for process ${pid}`);
    return Number(line[1]) / 1024;
  };
  return read('VmHWM') - read('RssFile');
};
