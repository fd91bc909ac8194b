import type { CursorBond, Cursors } from './cursors';
import { toPage, type Page, type PageRequest } from './page';

/** What a query of a list ordered by id, newest first, needs: internal ids are UUIDv7 and so carry the time. */
export interface IdPage {
  /** The last id of the page before. */
  readonly beforeId: string | undefined;
  readonly limit: number;
}

/**
 * One page of a list ordered by id, newest first.
 * @throws MALFORMED `invalid_cursor`
 */
export const pageById = async <T extends { readonly id: string }>(
  cursors: Cursors,
  bond: CursorBond,
  request: PageRequest,
  select: (page: IdPage) => Promise<readonly T[]>,
): Promise<Page<T>> => {
  const beforeId = cursors.open(bond, request.cursor)?.[0];
  const rows = await select({ beforeId: beforeId as string | undefined, limit: request.limit + 1 });
  return toPage(rows, request.limit, (last) => cursors.seal(bond, [last.id]));
};
