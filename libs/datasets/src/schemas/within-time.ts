import { createContext, Script } from 'node:vm';

const context = createContext(Object.create(null) as Record<string, unknown>);
const script = new Script('work()');

/** A busy machine may take so many times as long as the work itself. */
const patience = 8;

/**
 * Runs work that does not wait, and gives it up when it has computed for `longestMs`: V8 ends it wherever it is, also inside of a regular
 * expression. V8 knows the time of day only; work that it ended too soon, because others had the processor, is begun again with more of it.
 */
export const withinTime = <T>(longestMs: number, work: () => T): { readonly value: T } | 'too_slow' => {
  for (let timeout = longestMs; ; timeout *= 2) {
    const before = process.threadCpuUsage();
    const outcome = withinTimeOfDay(timeout, work);
    if (outcome !== 'too_slow') return outcome;
    const { user, system } = process.threadCpuUsage(before);
    if (user + system >= longestMs * 1_000 || timeout >= longestMs * patience) return 'too_slow';
  }
};

const withinTimeOfDay = <T>(timeout: number, work: () => T): { readonly value: T } | 'too_slow' => {
  context.work = work;
  try {
    return { value: script.runInContext(context, { timeout }) as T };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'too_slow';
    throw error;
  } finally {
    context.work = undefined;
  }
};
