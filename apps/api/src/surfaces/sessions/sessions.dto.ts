import { invalid } from '@debrief/kernel';
import type { SessionFilter, SessionRow, SessionTrace } from '@debrief/sessions';
import { Instant, OneOf, Text } from '../../http/fields';
import { toIso } from './event-response';
import { PageQuery } from './page.dto';

const statuses = ['running', 'completed', 'failed', 'aborted', 'ended', 'abandoned'] as const;

/** A time span of a query; from inclusive, to exclusive. */
export class PeriodQuery extends PageQuery {
  @Instant({ description: 'Inclusive' }) from?: string;
  @Instant({ description: 'Exclusive' }) to?: string;
}

/** @throws DomainError INVALID for a period that ends before it begins */
export const toPeriod = ({
  from,
  to,
}: Pick<PeriodQuery, 'from' | 'to'>): { readonly from?: Date; readonly to?: Date } => {
  const period = { from: from === undefined ? undefined : toDate(from), to: to === undefined ? undefined : toDate(to) };
  if (period.from && period.to && period.from > period.to) throw invalid('from', 'must not be after to');
  return period;
};

/** A time without an offset is UTC. */
const toDate = (text: string): Date => {
  const hasOffset = /(?:[zZ]|[-+]\d\d(?::?\d\d)?)$/.test(text.slice(10));
  return new Date(text.length > 10 && !hasOffset ? `${text}Z` : text);
};

/** Query of GET …/sessions. */
export class ListSessionsQuery extends PeriodQuery {
  @OneOf(statuses) status?: string;
  @Text({ max: 256, description: 'Of one of the runs' }) agentName?: string;
  @Text({ max: 256, description: 'Of one of the runs' }) label?: string;
  @Text({ max: 256, description: 'Part of the id, or of the goal, agent or id of one of the runs' }) q?: string;
}

export const toSessionFilter = (query: ListSessionsQuery): SessionFilter => ({
  ...toPeriod(query),
  status: query.status,
  agentName: query.agentName,
  label: query.label,
  q: query.q,
});

/** A session as lists show it (sessions.md §10). */
export const toSessionResponse = (session: SessionRow) => ({
  id: session.id,
  status: session.status,
  startedAt: session.startedAt.toISOString(),
  lastEventAt: session.lastEventAt.toISOString(),
  traceCount: session.traceCount,
  eventCount: session.eventCount,
  errorCount: session.errorCount,
  turnCount: session.turnCount,
  inputTokens: session.inputTokens,
  outputTokens: session.outputTokens,
  costUsd: session.costUsd,
  agents: session.agents,
  labels: session.labels,
  incidentIds: session.incidentIds,
});

export const toTraceResponse = ({ id, status, startedAt, endedAt, surface }: SessionTrace) => ({
  id,
  status,
  startedAt: toIso(startedAt),
  endedAt: endedAt === null ? null : toIso(endedAt),
  surface,
});
