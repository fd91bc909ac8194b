import { type PageRequest, readPageRequest } from '@debrief/infra';
import { Text, Whole } from '../../http/fields';

/** Query of a list. */
export class PageQuery {
  @Whole({ min: 1, max: Number.MAX_SAFE_INTEGER, default: 50, description: 'Above 200 reads as 200' }) limit?: number;
  @Text({ max: 2048, description: '`next_cursor` of the page before' }) cursor?: string;
}

export const toPageRequest = ({ limit, cursor }: PageQuery): PageRequest =>
  readPageRequest({ limit: limit?.toString(), cursor });
