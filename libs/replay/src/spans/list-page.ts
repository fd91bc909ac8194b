import { type CursorBond, type CursorPosition, type Cursors, toPage } from '@debrief/infra';
import { invalid } from '@debrief/kernel';

/** Which part of a list: its so-many-th page, or what follows a cursor. */
export interface ListPageRequest {
  /** From 1. */
  readonly page: number;
  readonly cursor?: string;
  readonly limit: number;
}

/** How many rows a list has: exact, or (under filters, past `countLimit`) a lower bound. */
export interface ListTotal {
  readonly items: number;
  readonly isEstimated: boolean;
}

export interface ListPage<T> {
  readonly items: readonly T[];
  readonly total: ListTotal;
  readonly nextCursor: string | null;
}

/** Filtered lists are counted up to here. */
export const countLimit = 10_000;

/** Which rows a query of a list reads. */
export interface RowRange {
  readonly after: CursorPosition | undefined;
  readonly offset: number;
  readonly limit: number;
}

/**
 * The rows that a request asks for, with one more: it says whether another page follows.
 * @throws DomainError INVALID for a page together with a cursor; MALFORMED `invalid_cursor`
 */
export const toRowRange = (cursors: Cursors, bond: CursorBond, { page, cursor, limit }: ListPageRequest): RowRange => {
  if (cursor !== undefined && page > 1) throw invalid('page', 'cannot be given together with cursor');
  return { after: cursors.open(bond, cursor), offset: (page - 1) * limit, limit: limit + 1 };
};

/** @param rows of the range, each with the position after which the next page begins */
export const toListPage = <T extends { readonly position: CursorPosition }>(
  cursors: Cursors,
  bond: CursorBond,
  request: ListPageRequest,
  { rows, total }: { readonly rows: readonly T[]; readonly total: ListTotal },
): ListPage<T> => ({ ...toPage(rows, request.limit, (last) => cursors.seal(bond, last.position)), total });

/** A count that stopped at one above the limit is a lower bound. */
export const toTotal = (counted: number): ListTotal => ({
  items: Math.min(counted, countLimit),
  isEstimated: counted > countLimit,
});
