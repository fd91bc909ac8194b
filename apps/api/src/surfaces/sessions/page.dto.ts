import { invalid } from '@debrief/kernel';
import { Text, Whole } from '../../http/fields';

const standardLimit = 50;
const maxLimit = 200;

/** Query of every list of the surface (sessions.md §1). */
export class PageQuery {
  @Whole({ min: 1, max: Number.MAX_SAFE_INTEGER, description: 'Above 200 reads as 200' }) limit?: number;
  @Whole({ min: 0, max: 10_000, default: 0 }) offset?: number;
  @Text({ max: 4096, description: '`pagination.nextCursor` of the page before, in the place of `offset`' })
  cursor?: string;
}

/** Which part of a list is asked for; no limit: all of it, where the list says so. */
export interface AskedPage {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string;
}

/** @throws DomainError INVALID for an offset together with a cursor */
export const toAskedPage = ({ limit = standardLimit, offset = 0, cursor }: PageQuery): AskedPage => {
  if (cursor !== undefined && offset > 0) throw invalid('offset', 'cannot be given together with cursor');
  return { limit: Math.min(limit, maxLimit), offset, cursor };
};

/** `pagination` of every list. */
export const toPagination = (
  end: { readonly total: number; readonly nextCursor: string | null },
  limit: number | null,
  offset: number,
) => ({ total: end.total, limit, offset, nextCursor: end.nextCursor });
