import { readFileSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

const niceness = constants.priority.PRIORITY_BELOW_NORMAL;

/**
 * Gives a process that was started just now what others leave of the processors: a machine that is busy takes in what agents send first, and
 * verdicts follow. Where the system will not have it, the process runs as any other.
 */
export function giveWay(pid: number): void {
  try {
    setPriority(pid, niceness);
    // Linux may weigh sessions before it looks at their processes: sched(7), autogroup.
    if (leadsSession(pid)) writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // Another system, or a process that has ended already: who started it will hear of that.
  }
}

/** The sixth field of proc_pid_stat(5). The second is a name in parentheses, which may hold anything. */
function leadsSession(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3] === String(pid);
}
