import { Script } from 'node:vm';

const call = new Script('work()');

/**
 * Runs work that is not ours to bound, as long as it may take. A schema of a few lines can ask for more steps than anyone waits for, and
 * nothing else stops code that never returns.
 * @throws TimeIsUp; what the work throws
 */
export const withinTime = <T>(milliseconds: number, work: () => T): T => {
  try {
    return call.runInNewContext({ work }, { timeout: milliseconds }) as T;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new TimeIsUp();
    throw error;
  }
};

export class TimeIsUp extends Error {
  constructor() {
    super('the work took too long');
    this.name = 'TimeIsUp';
  }
}
