import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import type { Condition } from './condition';

/** Conditions on JSON read every span that they are asked of: a statement that takes longer is given up. */
const longestMs = 10_000;

/** Bounds what the rest of the transaction may take where a list is narrowed by JSON. Then the answer is UNAVAILABLE. */
export const boundReads = async (tx: WorkspaceTx, conditions: readonly Condition[]): Promise<void> => {
  if (!conditions.some(({ target }) => target.kind === 'json')) return;
  await sql`select set_config('statement_timeout', ${String(longestMs)}, true)`.execute(tx);
};
