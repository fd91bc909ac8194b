import { DomainError } from '@debrief/kernel';
import { DatabaseError } from 'pg';

/**
 * Says once what a Postgres error means to the product; everything else passes through unchanged.
 * SQLSTATE classes: https://www.postgresql.org/docs/17/errcodes-appendix.html
 */
export const fromPgError = (error: unknown): unknown => {
  if (error instanceof DomainError) return error;
  const code = sqlState(error);
  if (code === undefined) return isConnectionFailure(error) ? databaseUnavailable(error) : error;
  switch (code) {
    case '23505':
    case '23503':
      return new DomainError('CONFLICT', 'The change conflicts with another record', { cause: error });
    case '22P02':
    case '22003':
    case '22021':
      return new DomainError('INVALID', 'A value has the wrong form', { cause: error });
    case '40001': // serialization failure
    case '40P01': // deadlock
    case '55P03': // lock not available
    case '57P01': // server is shutting down
    case '57P02':
    case '57P03':
    case '55000': // the database takes no connections now
    case '25006': // read-only: a standby that is not yet, or no longer, the primary
      return databaseUnavailable(error);
    case '57014': // statement timeout
      return new DomainError('UNAVAILABLE', 'The database took too long: ask for less at once', {
        retryAfter: 1,
        cause: error,
      });
    default: // connection failures; out of connections, disk or memory
      return code.startsWith('08') || code.startsWith('53') ? databaseUnavailable(error) : error;
  }
};

/** SQLSTATE of an error of the server, else undefined. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof DatabaseError ? error.code : undefined;

const databaseUnavailable = (cause: unknown): DomainError =>
  new DomainError('UNAVAILABLE', 'The database cannot be reached now', { retryAfter: 1, cause });

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

// `pg` has no class for its own connection errors; these are the two sentences of pg 8 and pg-pool 3.
const clientMessages = ['Connection terminated', 'timeout exceeded when trying to connect'];

const isConnectionFailure = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isConnectionFailure);
  return (
    networkCodes.has((error as NodeJS.ErrnoException).code ?? '') ||
    clientMessages.some((m) => error.message.startsWith(m))
  );
};
