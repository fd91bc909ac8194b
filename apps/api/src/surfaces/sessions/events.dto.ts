import { invalid } from '@debrief/kernel';
import { type Descendant, type EventFilter, type SessionEventType, sessionEventTypes } from '@debrief/sessions';
import { Text, Whole } from '../../http/fields';
import { toEventResponse } from './event-response';
import { PageQuery } from './page.dto';

export const eventTypeText = {
  max: 256,
  description: `One of ${sessionEventTypes.join(', ')}, or several with commas`,
};

/** Query of GET …/traces. */
export class ListEventsQuery extends PageQuery {
  @Text(eventTypeText) eventType?: string;
  @Text({ max: 256, description: 'Of decisions and handoffs, compared without case', example: 'handoff' })
  decisionKind?: string;
  @Text({ max: 256 }) traceId?: string;
  @Text({ max: 256 }) agentName?: string;
  @Text({ max: 256, description: 'ok, error, blocked or pending' }) status?: string;
  @Text({ max: 256, description: '`metrics`' }) include?: string;
}

/** Query of GET …/traces/{spanId}/children. */
export class ChildrenQuery extends PageQuery {
  @Text({ max: 256, description: 'Required where several traces of the session have the span' }) traceId?: string;
  @Whole({ min: 1, max: 64, default: 1, description: '1: direct children' }) depth?: number;
  @Text(eventTypeText) eventType?: string;
}

/** @throws DomainError INVALID that lists the nine types */
export const toEventTypes = (text: string | undefined): SessionEventType[] | undefined =>
  text?.split(',').map((word) => {
    const type = sessionEventTypes.find((known) => known === word.trim());
    if (type === undefined) throw invalid('eventType', `must be one of ${sessionEventTypes.join(', ')}`);
    return type;
  });

export const toEventFilter = ({
  eventType,
  decisionKind,
  traceId,
  agentName,
  status,
}: ListEventsQuery): EventFilter => ({
  types: toEventTypes(eventType),
  decisionKind,
  traceId,
  agentName,
  status,
});

/** Whether a comma list of additions names `metrics`. @throws DomainError INVALID for any other word */
export const includesMetrics = (text: string | undefined): boolean => {
  const words = text?.split(',').map((word) => word.trim()) ?? [];
  if (words.some((word) => word !== 'metrics')) throw invalid('include', 'must be metrics');
  return words.length > 0;
};

export const toChildResponse = ({ event, depth, childCount }: Descendant) => ({
  ...toEventResponse(event),
  depth,
  childCount,
});
