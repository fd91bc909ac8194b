import { boundStatements, sqlState, type WorkspaceTx } from '@debrief/infra';
import type { ProjectTally } from '@debrief/ingestion';
import { sql } from 'kysely';
import { countLimit, type ListTotal, type RowRange, toTotal } from './list-page';

export const exactTotal = (tally: ProjectTally, of: keyof ProjectTally): ListTotal => ({
  items: tally[of],
  isEstimated: false,
});

/** Counting may take so long; then what is known to be there is the lower bound. */
const longestCountMs = 500;
const statementTimeout = '57014';

/**
 * The total of a list under filters. It is counted only where the page does not say it, and last in its transaction: a count that few
 * rows pass may have to look at all, which the page is not worth waiting for.
 * @param found how many rows of the range there are
 */
export const totalOf = async (
  tx: WorkspaceTx,
  { after, offset, limit }: RowRange,
  found: number,
  count: () => Promise<number>,
): Promise<ListTotal> => {
  const isLastPage = found < limit && (found > 0 || offset === 0);
  if (isLastPage && after === undefined && offset + found <= countLimit)
    return { items: offset + found, isEstimated: false };
  await sql`savepoint counting`.execute(tx);
  await boundStatements(tx, longestCountMs);
  try {
    return toTotal(await count());
  } catch (error) {
    if (sqlState(error) !== statementTimeout) throw error;
    await sql`rollback to savepoint counting`.execute(tx);
    return { items: Math.min(offset + found, countLimit), isEstimated: true };
  }
};
