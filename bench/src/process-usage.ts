import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second of /proc: fixed by Linux's interface to user space. */
const ticksPerSecond = 100;

const statOf = (pid: number): string[] | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may hold spaces; what follows its last parenthesis does not.
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
};

/** CPU seconds of a process so far, those of its ended children included. */
export const cpuSecondsOf = (pid: number): number => {
  const stat = statOf(pid);
  return stat ? stat.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond : 0;
};

/** CPU seconds of a process and everything it started, ended or not. */
export const cpuSecondsOfTree = (root: number): number => {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statOf(pid)?.[1] === String(root));
  return cpuSecondsOf(root) + children.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
};

/** Highest resident size of a process so far, in MiB. */
export const peakMemoryOf = (pid: number): number => {
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
};
