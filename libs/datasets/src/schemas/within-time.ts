import { createContext, Script } from 'node:vm';

const context = createContext(Object.create(null) as Record<string, unknown>);
const script = new Script('work()');

/** Runs work that does not wait, and gives it up after `longestMs`: V8 ends it wherever it is, also inside of a regular expression. */
export const withinTime = <T>(longestMs: number, work: () => T): { readonly value: T } | 'too_slow' => {
  context.work = work;
  try {
    return { value: script.runInContext(context, { timeout: longestMs }) as T };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'too_slow';
    throw error;
  } finally {
    context.work = undefined;
  }
};
