import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, destination, pino } from 'pino';
import { currentLogContext } from './log-context';

export type Log = Logger;

/** Names under which a credential could be logged by mistake; their values never reach the output. */
const secretNames = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'apiKey',
  '["x-api-key"]',
  '["x-seestack-key"]',
];

const at = (parent: string, name: string): string => (name.startsWith('[') ? parent + name : `${parent}.${name}`);

/**
 * One JSON object a line, with the context of the running request or job. Lines are buffered for at most 200 ms; `flushLog`
 * writes what is left.
 */
export const createLog = (level: string, to: DestinationStream = bufferedStdout()): Log =>
  pino(
    {
      level,
      base: undefined,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: currentLogContext,
      redact: { paths: secretNames.flatMap((name) => [name, at('*', name), at('*.*', name)]), censor: '[REDACTED]' },
      serializers: { err: describeError },
    },
    to,
  );

const bufferedStdout = (): DestinationStream =>
  destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 200 });

/** Resolves when all lines have been handed to the operating system. */
export const flushLog = (log: Log): Promise<void> => new Promise((resolve) => log.flush(() => resolve()));

/** Type, message and stack of an error and of its causes. Other fields are left out: Postgres puts row values into `detail`. */
export const describeError = (error: unknown, depth = 0): unknown => {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = (error as NodeJS.ErrnoException).code;
  return {
    type: name,
    message,
    code,
    stack,
    ...(cause !== undefined && depth < 5 && { cause: describeError(cause, depth + 1) }),
  };
};

/** Nest's own messages, in the same form as ours. */
export const toNestLogger = (log: Log): LoggerService => ({
  log: (message: unknown, context?: string) => log.debug({ context }, String(message)),
  error: (message: unknown, stack?: string, context?: string) => log.error({ context, stack }, String(message)),
  warn: (message: unknown, context?: string) => log.warn({ context }, String(message)),
  debug: (message: unknown, context?: string) => log.debug({ context }, String(message)),
  verbose: (message: unknown, context?: string) => log.trace({ context }, String(message)),
});
