import { invalid } from '@debrief/kernel';
import {
  condition,
  parsePlatformFilter,
  type PlatformCondition,
  platformTraceColumns,
  type PlatformTraceQuery,
  withFilter,
} from '@debrief/replay';
import { Text, Texts } from '../../../http/fields';
import { periodConditions } from '../period';
import { PublicPageQuery } from '../public/page.dto';

/** What a trace is made of, for those who do not want all (platform.md D). */
const fieldGroups = ['core', 'io', 'scores', 'observations', 'metrics'] as const;
export type FieldGroup = (typeof fieldGroups)[number];

const orders = [
  ...['timestamp', 'id', 'name', 'userId', 'sessionId', 'release', 'version', 'public', 'bookmarked'],
  ...['latency', 'totalCost', 'totalTokens'],
];

/** Which groups of a trace are wanted. */
export class PublicTraceQuery {
  @Text({ min: 0, max: 256, description: `Separated by commas, of ${fieldGroups.join(', ')}. Default: all` })
  fields?: string;
}

/** Query of GET /api/public/traces. */
export class PublicTracesQuery extends PublicPageQuery {
  @Text({ max: 256 }) userId?: string;
  @Text({ max: 1024 }) name?: string;
  @Text({ max: 256 }) sessionId?: string;
  @Text({ max: 64, description: 'ISO 8601: at or after' }) fromTimestamp?: string;
  @Text({ max: 64, description: 'ISO 8601: before' }) toTimestamp?: string;
  @Text({ max: 64, example: 'timestamp.desc', description: '`field.asc` or `field.desc`' }) orderBy?: string;
  @Texts({ max: 256, maxItems: 200, description: 'Traces that have all of them' }) tags?: string[];
  @Text({ max: 256 }) version?: string;
  @Text({ max: 256 }) release?: string;
  @Texts({ max: 256, maxItems: 200, description: 'Traces of one of them' }) environment?: string[];
  @Text({ min: 0, max: 256, description: `Separated by commas, of ${fieldGroups.join(', ')}. Default: all` })
  fields?: string;
  @Text({
    min: 0,
    max: 70_000,
    multiline: true,
    description:
      'JSON list of `{type, column, operator, value, key}`, which must all hold. Wins over the plain filters',
  })
  filter?: string;
}

const exactly = ['userId', 'name', 'sessionId', 'version', 'release'] as const;

/** @throws DomainError INVALID */
export const toPublicTraceQuery = (query: PublicTracesQuery): PlatformTraceQuery => {
  const plain: PlatformCondition[] = exactly.flatMap((field) => {
    const value = query[field];
    return value === undefined ? [] : [condition(field, 'eq', value)];
  });
  const { tags = [], environment = [] } = query;
  if (tags.length > 0) plain.push(condition('tags', 'all_of', tags));
  if (environment.length > 0) plain.push(condition('environment', 'in', environment));
  plain.push(...periodConditions('timestamp', query));
  const conditions = withFilter(plain, parsePlatformFilter(query.filter, platformTraceColumns));
  return { conditions, order: readOrder(query.orderBy) };
};

const readOrder = (text = 'timestamp.desc'): PlatformTraceQuery['order'] => {
  const [column = '', direction = 'asc', ...rest] = text.split('.');
  if (rest.length > 0 || !orders.includes(column) || (direction !== 'asc' && direction !== 'desc'))
    throw invalid('orderBy', `must be one of ${orders.join(', ')}, followed by .asc or .desc`);
  return { column, direction };
};

/** Nothing named is all. @throws DomainError INVALID */
export const readFieldGroups = (text = ''): ReadonlySet<FieldGroup> => {
  const named = text
    .split(',')
    .map((group) => group.trim())
    .filter((group) => group !== '');
  const unknown = named.find((group) => !(fieldGroups as readonly string[]).includes(group));
  if (unknown !== undefined) throw invalid('fields', `must be of ${fieldGroups.join(', ')}`);
  return new Set(named.length === 0 ? fieldGroups : (named as FieldGroup[]));
};
