import { invalid } from '@debrief/kernel';

/** What a caller asks of a list. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const defaultLimit = 50;
const maxLimit = 200;

/**
 * `limit` and `cursor` as they stand in a query. `limit`: 50 when absent; above 200 reads as 200.
 * @throws INVALID when limit is below 1 or not an integer, or when either is given twice
 */
export const readPageRequest = (query: { readonly limit?: unknown; readonly cursor?: unknown }): PageRequest => {
  const { limit = String(defaultLimit), cursor } = query;
  if (typeof limit !== 'string' || !/^\d+$/.test(limit) || Number(limit) < 1)
    throw invalid('limit', 'must be an integer of 1 or more');
  if (cursor !== undefined && typeof cursor !== 'string') throw invalid('cursor', 'must be one string');
  return { limit: Math.min(Number(limit), maxLimit), cursor: cursor || undefined };
};

/** A page out of rows of which one more was asked for than the page holds: that one says whether another page follows. */
export const toPage = <T>(rows: readonly T[], limit: number, cursorAfter: (last: T) => string): Page<T> => {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorAfter(last) : null };
};
