import type { Response } from 'express';
import { Text, Whole } from '../../../http/fields';

const standardLimit = 50;
const maxLimit = 1_000;

/** Query of every `/v1` list (platform.md A). */
export class V1PageQuery {
  @Whole({ min: 1, max: maxLimit, default: standardLimit }) limit?: number;
  @Text({ max: 4096, description: '`meta.nextCursor` of the page before' }) cursor?: string;
}

/** What a `/v1` list asks of its service. */
export interface V1Page {
  readonly limit: number;
  readonly cursor: string | undefined;
}

export const toV1Page = ({ limit = standardLimit, cursor }: V1PageQuery): V1Page => ({ limit, cursor });

/** One page of a list whose length is told with it. */
export interface CountedPage<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly total: number;
  /** `total` is a lower bound: filters left too many to count. */
  readonly isEstimated?: boolean;
}

/** `{data, meta: {totalCount, hasMore, nextCursor}}`. */
export const toV1List = <T, Out>(page: CountedPage<T>, toResponse: (item: T) => Out, response: Response) => {
  if (page.isEstimated) response.setHeader('X-Total-Estimated', 'true');
  return {
    data: page.items.map(toResponse),
    meta: { totalCount: page.total, hasMore: page.nextCursor !== null, nextCursor: page.nextCursor },
  };
};

export const v1ListExample = (data: readonly unknown[]) => ({
  data,
  meta: { totalCount: 1234, hasMore: true, nextCursor: 'q1hY0XnT9Wl0bGkzNDU2' },
});
