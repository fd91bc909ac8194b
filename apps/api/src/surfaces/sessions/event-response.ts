import type { SessionEvent } from '@debrief/sessions';

/** An event as the surface gives it (sessions.md §2). */
export const toEventResponse = (event: SessionEvent) => ({
  id: event.id,
  sessionId: event.sessionId,
  traceId: event.traceId,
  position: event.position,
  type: event.type,
  decisionKind: event.decisionKind,
  name: event.name,
  agentName: event.agentName,
  spanId: event.spanId,
  parentSpanId: event.parentSpanId,
  startedAt: toIso(event.startedAt),
  endedAt: event.endedAt === null ? null : toIso(event.endedAt),
  durationMs: event.durationMs,
  ...(event.clockSkew && { clockSkew: true }),
  status: event.status,
  error: event.error,
  data: event.data,
  derived: event.derived,
  source: event.source,
});

/** ISO 8601 in UTC, to the millisecond. */
export const toIso = (moment: number): string => new Date(moment).toISOString();
