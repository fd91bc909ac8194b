import { type CursorBond, type Cursors, pageById, type PageRequest, type WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql } from 'kysely';
import type { CountedPage } from './recording.types';

/** Filtered rows are counted so far. */
const maxCounted = 10_000;

export interface CountedList<T> {
  readonly cursors: Cursors;
  readonly bond: CursorBond;
  readonly page: PageRequest;
  /** `from … where …` of the rows that the list holds; its table is `r`. */
  readonly rows: RawBuilder<unknown>;
  readonly isFiltered: boolean;
  /** The rows of these ids, in any order. */
  readonly load: (ids: readonly string[]) => Promise<readonly (T & { readonly id: string })[]>;
}

/** One page of rows, newest first, with how many there are: exact, or under filters up to 10,000. @throws DomainError MALFORMED */
export const readCountedPage = async <T>(tx: WorkspaceTx, list: CountedList<T>): Promise<CountedPage<T>> => {
  const { rows, isFiltered } = list;
  const page = await pageById(list.cursors, list.bond, list.page, async ({ beforeId, limit }) => {
    const before = beforeId === undefined ? sql`` : sql`and r.id < ${beforeId}::uuid`;
    const found = await sql<{ id: string }>`select r.id ${rows} ${before} order by r.id desc limit ${limit}`.execute(
      tx,
    );
    return found.rows;
  });
  const bound = isFiltered ? sql`limit ${maxCounted + 1}` : sql``;
  const counted = await sql<{ total: number }>`select count(*) as total from (select ${rows} ${bound}) found`.execute(
    tx,
  );
  const total = counted.rows[0]?.total ?? 0;
  const ids = page.items.map(({ id }) => id);
  const byId = new Map((ids.length === 0 ? [] : await list.load(ids)).map((row) => [row.id, row]));
  return {
    items: ids.flatMap((id) => byId.get(id) ?? []),
    nextCursor: page.nextCursor,
    total: Math.min(total, isFiltered ? maxCounted : total),
    isEstimated: isFiltered && total > maxCounted,
  };
};
