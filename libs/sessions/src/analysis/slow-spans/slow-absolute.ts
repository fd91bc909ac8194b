import type { SessionEvent } from '../../session-event';
import type { SessionRule } from '../finding';
import type { SlowSpan } from '../session-analysis.types';
import type { SessionThresholds } from '../thresholds';
import { isTimed, toSlowSpan } from './timed-event';

/** Took longer than anything of its type should. Roots of runs have no limit: they last as long as the run. */
export const slowAbsolute: SessionRule<SlowSpan> = ({ session: { events }, thresholds }) => {
  const spans = new Set(events.map(({ traceId, spanId }) => `${spanId} ${traceId}`));
  const isRoot = ({ traceId, parentSpanId }: SessionEvent): boolean =>
    parentSpanId === null || !spans.has(`${parentSpanId} ${traceId}`);
  return events.filter(isTimed).flatMap((event) => {
    const limit = limitOf(event, thresholds);
    const isExempt = limit === undefined && (event.spanId === null || isRoot(event));
    const thresholdMs = limit ?? thresholds['slow_absolute.other_ms'];
    if (isExempt || event.durationMs < thresholdMs) return [];
    const isCritical = event.durationMs >= thresholdMs * thresholds['slow_absolute.critical_factor'];
    return [
      toSlowSpan(event, {
        rule: 'slow_absolute',
        severity: isCritical ? 'critical' : 'warning',
        thresholdMs,
        baselineMs: null,
      }),
    ];
  });
};

const limitOf = ({ type }: SessionEvent, thresholds: SessionThresholds): number | undefined => {
  switch (type) {
    case 'llm_call':
    case 'tool_call':
    case 'guardrail_eval':
      return thresholds[`slow_absolute.${type}_ms`];
    case 'decision':
    case 'handoff':
      return thresholds['slow_absolute.decision_ms'];
    default:
      return undefined;
  }
};
