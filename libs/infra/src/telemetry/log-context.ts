import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line written on behalf of one request or job carries. */
export interface LogContext {
  requestId?: string;
  workspaceId?: string;
  job?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs work so that each line it logs, however deep, carries this context. */
export const withLogContext = <T>(context: LogContext, work: () => T): T => storage.run(context, work);

/** Adds what became known later (the workspace, once the credential is checked) to the running context. */
export const addToLogContext = (facts: LogContext): void => {
  const context = storage.getStore();
  if (context) Object.assign(context, facts);
};

export const currentLogContext = (): LogContext => storage.getStore() ?? {};
