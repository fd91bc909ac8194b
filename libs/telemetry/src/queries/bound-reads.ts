import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';

const longestMs = 20_000;

/** Reads of many rows are given up after this time, for the rest of the transaction: the answer is UNAVAILABLE. */
export const boundReads = async (tx: WorkspaceTx): Promise<void> => {
  await sql`select set_config('statement_timeout', ${String(longestMs)}, true)`.execute(tx);
};
