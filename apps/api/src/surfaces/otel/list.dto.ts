import { DomainError, invalid, parseJson } from '@debrief/kernel';
import { type Condition, equals, type FilterColumns, type ListPage, parseFilters, parseMoment } from '@debrief/replay';
import type { Response } from 'express';
import { Flag, OneOf, Text, Texts, Whole } from '../../http/fields';

const pageFields = { page: 1, limit: 50 };

/** Of which time. */
export class PeriodQuery {
  @Text({ max: 64, description: 'RFC 3339: at or after' }) from_timestamp?: string;
  @Text({ max: 64, description: 'RFC 3339: at or before' }) to_timestamp?: string;
}

/** Query of every list of the surface (otel.md C1). */
export class PageQuery extends PeriodQuery {
  @Whole({ min: 1, max: 100, default: pageFields.page }) page?: number;
  @Whole({ min: 1, max: 500, default: pageFields.limit }) limit?: number;
  @Text({ min: 0, max: 2048, description: '`meta.next_cursor` of the page before, in the place of `page`' })
  cursor?: string;
}

/** Query of lists of runs, spans and sessions: times are those of the start. */
export class ListQuery extends PageQuery {
  @Text({ min: 0, max: 256, description: '`column`, `column:asc` or `column:desc`', example: 'start_time:desc' })
  order_by?: string;
  @Text({ max: 256 }) user_id?: string;
  @Texts({ max: 4096, maxItems: 200, description: 'May repeat, hold commas, or be a JSON list' })
  environment?: string[];
  @Text({ min: 0, max: 70_000, multiline: true, description: 'JSON list of conditions that must all hold' })
  filters?: string;
}

const debriefDescription = 'Adds `debrief`: what Debrief knows of it beside what was sent';

/** What is added to a trace. */
export const IncludeField = (): PropertyDecorator => OneOf(['debrief'], { description: debriefDescription });

/** What is added to spans. */
export class SpanViewQuery {
  @Flag({ default: false, description: 'Adds `raw_span`: the span as sent' }) include_raw_span?: boolean;
  @IncludeField() include?: string;
}

/** What answers add to spans. */
export interface SpanView {
  /** What was sent of each. */
  readonly withRaw: boolean;
  /** What Debrief knows of each. */
  readonly withNotes: boolean;
}

export const toSpanView = ({ include_raw_span, include }: SpanViewQuery): SpanView => ({
  withRaw: include_raw_span === true,
  withNotes: include === 'debrief',
});

/** Columns of a list and the fields of its query that name one of them. */
export interface ListFields {
  readonly columns: FilterColumns;
  readonly equalities: Readonly<Record<string, string>>;
}

/** What a query asks of a list's rows. @throws DomainError INVALID with the reasons of otel.md C1 */
export const toConditions = (query: ListQuery & object, { columns, equalities }: ListFields): Condition[] => {
  const fields = query as unknown as Readonly<Record<string, unknown>>;
  const named = Object.entries(equalities).flatMap(([field, column]) => {
    const value = fields[field];
    const fold = columns[column]?.fold;
    if (typeof value !== 'string') return [];
    return [equals(column, fold === 'upper' ? value.toUpperCase() : fold === 'lower' ? value.toLowerCase() : value)];
  });
  const environments = readEnvironments(query.environment);
  if (environments.length > 0)
    named.push({ target: { kind: 'column', column: 'environment' }, op: 'in', value: environments });
  const bounds = [
    { op: 'gte' as const, field: 'from_timestamp', text: query.from_timestamp },
    { op: 'lte' as const, field: 'to_timestamp', text: query.to_timestamp },
  ].flatMap(({ op, field, text }) =>
    text === undefined
      ? []
      : [{ target: { kind: 'column' as const, column: 'start_time' }, op, value: toMoment(field, text) }],
  );
  return [...named, ...bounds, ...parseFilters(query.filters, columns)];
};

/** @throws DomainError INVALID `invalid_timestamp` */
export const toMoment = (field: string, text: string): number => {
  const moment = parseMoment(text);
  if (moment === undefined)
    throw new DomainError('INVALID', `${field} must be an RFC 3339 time`, { reason: 'invalid_timestamp' });
  return moment;
};

/** The bounds in microseconds. @throws DomainError INVALID `invalid_timestamp` */
export const toPeriod = ({ from_timestamp: from, to_timestamp: to }: PeriodQuery) => ({
  from: from === undefined ? undefined : toMoment('from_timestamp', from),
  to: to === undefined ? undefined : toMoment('to_timestamp', to),
});

/** `environment` as clients write it: repeated, with commas, or as a JSON list. */
const readEnvironments = (given: readonly string[] = []): string[] =>
  given.flatMap((text) => (text.startsWith('[') ? readJsonList(text) : text.split(','))).filter((name) => name !== '');

const readJsonList = (text: string): string[] => {
  let list: unknown;
  try {
    list = parseJson(text);
  } catch {
    return text.split(',');
  }
  if (!Array.isArray(list) || list.some((item) => typeof item !== 'string'))
    throw invalid('environment', 'must be a list of strings');
  return list as string[];
};

export const toPageRequest = ({ page = pageFields.page, limit = pageFields.limit, cursor }: PageQuery) => ({
  page,
  limit,
  cursor: cursor === '' ? undefined : cursor,
});

/** What of a list's answer is not its items; a total that is a lower bound is announced in a header. */
export const toMetaResponse = (
  { total, nextCursor }: Pick<ListPage<unknown>, 'total' | 'nextCursor'>,
  query: PageQuery,
  response: Response,
) => {
  const { page, limit } = toPageRequest(query);
  response.setHeader('Cache-Control', 'no-store');
  if (total.isEstimated) response.setHeader('X-Total-Estimated', 'true');
  return {
    meta: {
      page,
      limit,
      total_items: total.items,
      total_pages: Math.ceil(total.items / limit),
      ...(nextCursor !== null && { next_cursor: nextCursor }),
    },
  };
};

/** `{data, meta}` of a list. */
export const toListResponse = <T, R>(
  page: ListPage<T>,
  query: PageQuery,
  response: Response,
  toItem: (item: T) => R,
) => ({ data: page.items.map(toItem), ...toMetaResponse(page, query, response) });
