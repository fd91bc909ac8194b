import type { SessionListQuery, SessionSummary, TraceWithParts } from '@debrief/replay';
import { type Condition, equals } from '@debrief/replay';
import { Text, Texts } from '../../../http/fields';
import { toIso, toMicros } from '../observations/moments';
import { PublicPageQuery } from '../public/page.dto';
import { toPublicTrace } from '../traces/trace-responses';
import { readFieldGroups } from '../traces/public-trace-query.dto';
import { V1PageQuery } from '../v1/page.dto';

/** Query of GET /v1/sessions. */
export class V1SessionsQuery extends V1PageQuery {
  @Text({ max: 256 }) userId?: string;
  @Text({ max: 256 }) environment?: string;
  @Text({ max: 64, description: 'ISO 8601: at or after' }) fromTimestamp?: string;
  @Text({ max: 64, description: 'ISO 8601: before' }) toTimestamp?: string;
}

/** Query of GET /api/public/sessions. */
export class PublicSessionsQuery extends PublicPageQuery {
  @Text({ max: 64, description: 'ISO 8601: at or after' }) fromTimestamp?: string;
  @Text({ max: 64, description: 'ISO 8601: before' }) toTimestamp?: string;
  @Texts({ max: 256, maxItems: 200, description: 'Sessions of one of them' }) environment?: string[];
}

interface SessionFilters {
  readonly userId?: string;
  readonly environments: readonly string[];
  readonly fromTimestamp?: string;
  readonly toTimestamp?: string;
}

/** Newest first, by the start of the first run. @throws DomainError INVALID for a time that is none */
const toSessionListQuery = ({ userId, environments, ...period }: SessionFilters): SessionListQuery => {
  const conditions: Condition[] = userId === undefined ? [] : [equals('user_id', userId)];
  if (environments.length > 0)
    conditions.push({ target: { kind: 'column', column: 'environment' }, op: 'in', value: environments });
  for (const [field, op] of [
    ['fromTimestamp', 'gte'],
    ['toTimestamp', 'lt'],
  ] as const) {
    const text = period[field];
    if (text !== undefined)
      conditions.push({ target: { kind: 'column', column: 'start_time' }, op, value: toMicros(field, text) });
  }
  return { conditions, order: { column: 'start_time', direction: 'desc' } };
};

export const ofV1Query = ({ environment, ...query }: V1SessionsQuery): SessionListQuery =>
  toSessionListQuery({ ...query, environments: environment === undefined ? [] : [environment] });

export const ofPublicQuery = ({ environment = [], ...query }: PublicSessionsQuery): SessionListQuery =>
  toSessionListQuery({ ...query, environments: environment });

export const toV1Session = (projectId: string) => (session: SessionSummary) => ({
  id: session.sessionId,
  projectId,
  userId: session.userId,
  environment: session.environment ?? 'default',
  traceCount: session.traceCount,
  totalTokens: session.totalTokens,
  totalCost: session.totalCost,
  firstTraceTime: toIso(session.start),
  lastTraceTime: toIso(session.lastStart),
  bookmarked: false,
});

export const toPublicSession = (projectId: string) => (session: SessionSummary) => ({
  id: session.sessionId,
  createdAt: toIso(session.start),
  projectId,
  environment: session.environment ?? 'default',
});

const all = readFieldGroups();

/** A trace of a session is told without what belongs to it. */
export const toPublicTraceOfSession = (trace: TraceWithParts) =>
  toPublicTrace(trace, all, { observations: [], scores: [] });
