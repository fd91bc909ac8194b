import { sql } from 'kysely';
import type { WorkspaceTx } from './database';

/** Gives up each statement of the rest of the transaction that takes longer: UNAVAILABLE then. */
export const boundStatements = async (tx: WorkspaceTx, longestMs: number): Promise<void> => {
  await sql`select set_config('statement_timeout', ${String(longestMs)}, true)`.execute(tx);
};
