import type { SessionEvent, SessionEventType } from '../session-event';

/** What narrows a list of events; all of it must hold. */
export interface EventFilter {
  readonly types?: readonly SessionEventType[];
  /** Compared without case; only decisions and handoffs have one. */
  readonly decisionKind?: string;
  /** External id of a run. */
  readonly traceId?: string;
  readonly agentName?: string;
  readonly status?: string;
}

/** A test of events made once for a list. */
export const toEventTest = (filter: EventFilter): ((event: SessionEvent) => boolean) => {
  const kind = filter.decisionKind?.toLowerCase();
  const { types, traceId, agentName, status } = filter;
  return (event) =>
    (types === undefined || types.includes(event.type)) &&
    (kind === undefined || event.decisionKind?.toLowerCase() === kind) &&
    (traceId === undefined || event.traceId === traceId) &&
    (agentName === undefined || event.agentName === agentName) &&
    (status === undefined || event.status === status);
};
