import { Whole } from '../../../http/fields';

const standardLimit = 50;
const maxLimit = 1_000;

/** Query of the lists of Langfuse's first two versions (platform.md C1): pages are counted from 1. */
export class PublicPageQuery {
  @Whole({ min: 1, max: 1_000_000, default: 1 }) page?: number;
  @Whole({ min: 1, max: maxLimit, default: standardLimit }) limit?: number;
}

/** What such a list asks of its service. */
export interface PublicPage {
  readonly page: number;
  readonly limit: number;
  readonly offset: number;
}

export const toPublicPage = ({ page = 1, limit = standardLimit }: PublicPageQuery): PublicPage => ({
  page,
  limit,
  offset: (page - 1) * limit,
});

/** `{data, meta: {page, limit, totalItems, totalPages}}`. */
export const toPublicList = <T, Out>(
  { items, total }: { readonly items: readonly T[]; readonly total: number },
  { page, limit }: PublicPage,
  toResponse: (item: T) => Out,
) => ({
  data: items.map(toResponse),
  meta: { page, limit, totalItems: total, totalPages: Math.ceil(total / limit) },
});

export const publicListExample = (data: readonly unknown[]) => ({
  data,
  meta: { page: 1, limit: 50, totalItems: 1, totalPages: 1 },
});
