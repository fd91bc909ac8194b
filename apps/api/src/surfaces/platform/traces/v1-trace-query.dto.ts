import { toObservationLevel } from '@debrief/ingestion';
import { invalid } from '@debrief/kernel';
import { condition, type PlatformCondition, type PlatformTraceQuery } from '@debrief/replay';
import { Flag, OneOf, Text } from '../../../http/fields';
import { periodConditions } from '../period';
import { V1PageQuery } from '../v1/page.dto';

const orders = {
  createdAt: 'createdAt',
  startTime: 'timestamp',
  name: 'name',
  latency: 'latency',
  totalCost: 'totalCost',
  totalTokens: 'totalTokens',
} as const;

/** Query of GET /v1/traces (platform.md B1). */
export class V1TracesQuery extends V1PageQuery {
  @Text({ max: 1024, description: 'Exactly' }) name?: string;
  @Text({ max: 256 }) sessionId?: string;
  @Text({ max: 256 }) userId?: string;
  @Text({ max: 4096, description: 'Separated by commas: traces that have all of them' }) tags?: string;
  @Text({ max: 16, description: 'DEBUG, DEFAULT (or INFO), WARNING or ERROR' }) level?: string;
  @Text({ max: 256 }) version?: string;
  @Text({ max: 256 }) release?: string;
  @Text({ max: 256 }) environment?: string;
  @Text({ max: 64 }) gitCommitSha?: string;
  @Text({ max: 256 }) gitBranch?: string;
  @Text({ max: 64, description: 'ISO 8601: at or after' }) fromTimestamp?: string;
  @Text({ max: 64, description: 'ISO 8601: before' }) toTimestamp?: string;
  @OneOf(Object.keys(orders), { default: 'startTime' }) orderBy?: keyof typeof orders;
  @OneOf(['asc', 'desc'], { default: 'desc' }) order?: 'asc' | 'desc';
}

/** Query of GET /v1/traces/:id. */
export class V1TraceQuery {
  @Flag({ default: false }) includeObservations?: boolean;
  @Flag({ default: false }) includeScores?: boolean;
}

const exactly = [
  'name',
  'sessionId',
  'userId',
  'version',
  'release',
  'environment',
  'gitCommitSha',
  'gitBranch',
] as const;

const toLevel = (text: string): string => {
  const level = toObservationLevel(text);
  if (level === null) throw invalid('level', 'must be DEBUG, DEFAULT, INFO, WARNING or ERROR');
  return level;
};

/** @throws DomainError INVALID for a time or a level that is none */
export const toV1TraceQuery = (query: V1TracesQuery): PlatformTraceQuery => {
  const { tags, level, orderBy = 'startTime', order = 'desc' } = query;
  const conditions: PlatformCondition[] = exactly.flatMap((field) => {
    const value = query[field];
    return value === undefined ? [] : [condition(field, 'eq', value)];
  });
  const wanted = (tags ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  if (wanted.length > 0) conditions.push(condition('tags', 'all_of', wanted));
  if (level !== undefined) conditions.push(condition('level', 'eq', toLevel(level)));
  conditions.push(...periodConditions('timestamp', query));
  return { conditions, order: { column: orders[orderBy], direction: order } };
};
