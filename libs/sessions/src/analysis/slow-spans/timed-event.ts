import type { SessionEvent } from '../../session-event';
import type { Finding } from '../finding';
import type { SlowSpan } from '../session-analysis.types';

export type TimedEvent = SessionEvent & { readonly durationMs: number };

/** Whether an event's time counts: it has ended, and no event inside tells of the same time. */
export const isTimed = (event: SessionEvent): event is TimedEvent => event.durationMs !== null && !event.isWrapper;

export const toSlowSpan = (
  { id, traceId, spanId, type, name, durationMs, position }: TimedEvent,
  found: Pick<SlowSpan, 'rule' | 'severity' | 'thresholdMs' | 'baselineMs'>,
): Finding<SlowSpan> => ({
  entry: {
    rule: found.rule,
    severity: found.severity,
    eventId: id,
    traceId,
    spanId,
    type,
    name,
    durationMs,
    thresholdMs: found.thresholdMs,
    baselineMs: found.baselineMs,
  },
  size: durationMs,
  position,
});
