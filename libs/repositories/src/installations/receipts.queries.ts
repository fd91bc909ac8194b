import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';

/** Far longer than a state is good for, and than GitHub delivers an event again (3 days). */
const keptDays = 7;

/** Takes note of something that may take effect once. @returns false when it was noted before */
export const recordReceipt = async (tx: WorkspaceTx, kind: 'delivery' | 'state', receipt: string): Promise<boolean> => {
  await sql`delete from github_receipt where received_at < now() - make_interval(days => ${keptDays})`.execute(tx);
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('githubReceipt')
    .values({ kind, receipt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
};
