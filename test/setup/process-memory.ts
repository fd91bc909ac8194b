import { existsSync, readFileSync } from 'node:fs';

/** Whether this system tells how much memory a process held at most (Linux). */
export const canMeasureMemory = existsSync('/proc/self/status');

/** The most resident memory of the process since it started, in MiB. */
export const peakMemoryMiB = (pid: number): number => {
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (!line) throw new Error(`no VmHWM for process ${pid}`);
  return Number(line[1]) / 1024;
};
