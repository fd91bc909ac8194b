import { invalid } from '@debrief/kernel';
import type { ExportQuery } from '@debrief/sessions';
import { Flag, Instant, Text, Whole } from '../../http/fields';
import { eventTypeText, toEventTypes } from './events.dto';

const formats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof formats)[number];

const mostRows = 1_000_000;
const standardRows = 100_000;
const mostSessions = 100;

/** Query of GET …/export. */
export class ExportSessionsQuery {
  @Text({ max: 16, default: 'csv', description: '`csv` or `jsonl`' }) format?: string;
  @Text({ max: 26_000, description: `Session ids with commas, at most ${mostSessions}; without it the whole project` })
  sessionIds?: string;
  @Instant({ description: "Of the traces' start: at or after" }) from?: string;
  @Instant({ description: "Of the traces' start: before" }) to?: string;
  @Text(eventTypeText) eventType?: string;
  @Text({ max: 256, description: 'Of decisions and handoffs, compared without case', example: 'handoff' })
  decisionKind?: string;
  @Text({ max: 256 }) agentName?: string;
  @Text({ max: 256, description: 'ok, error, blocked or pending' }) status?: string;
  @Whole({ min: 1, max: mostRows, default: standardRows, description: 'Rows' }) limit?: number;
  @Flag({ default: false, description: 'CSV begins with a byte order mark' }) bom?: boolean;
}

/** @throws DomainError INVALID */
export const toExportFormat = ({ format = 'csv' }: ExportSessionsQuery): ExportFormat => {
  const known = formats.find((one) => one === format);
  if (known === undefined) throw invalid('format', `must be one of ${formats.join(', ')}`);
  return known;
};

/** @throws DomainError INVALID */
export const toExportQuery = (query: ExportSessionsQuery): ExportQuery => {
  const { decisionKind, agentName, status, limit = standardRows } = query;
  const sessionIds = query.sessionIds?.split(',').filter((id) => id !== '');
  if (sessionIds && sessionIds.length > mostSessions)
    throw invalid('sessionIds', `must name at most ${mostSessions} sessions`);
  const [from, to] = [toDate(query.from), toDate(query.to)];
  if (from && to && from > to) throw invalid('from', 'must not be after to');
  return {
    sessionIds,
    from,
    to,
    filter: { types: toEventTypes(query.eventType), decisionKind, agentName, status },
    limit,
  };
};

const toDate = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));
