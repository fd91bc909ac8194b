import { selfTimesOf } from '../../metrics/self-times';
import { lastMomentOf, toMs } from '../../metrics/intervals';
import type { SessionEvent } from '../../session-event';
import type { SessionRule } from '../finding';
import type { SlowSpan } from '../session-analysis.types';
import { isTimed, toSlowSpan } from './timed-event';

/** Took, without what ran inside of it, a large part of a run that was not short. */
export const slowShare: SessionRule<SlowSpan> = ({ session: { events }, thresholds }) =>
  [...Map.groupBy(events, ({ traceId }) => traceId).values()].flatMap((run) => {
    const baselineMs = durationOf(run);
    if (baselineMs < thresholds['slow_share.trace_ms']) return [];
    const thresholdMs = toMs(baselineMs * thresholds['slow_share.share']);
    const selfTimes = selfTimesOf(run);
    return run
      .filter(isTimed)
      .filter((event) => (selfTimes.get(event) ?? 0) >= thresholdMs)
      .map((event) => toSlowSpan(event, { rule: 'slow_share', severity: 'info', thresholdMs, baselineMs }));
  });

/** From the first start to the last end, by the events' clock: a run may be recorded long after it happened. */
const durationOf = (run: readonly SessionEvent[]): number => {
  const start = run.reduce((first, { startedAt }) => Math.min(first, startedAt), Infinity);
  return toMs(run.reduce((last, event) => Math.max(last, lastMomentOf(event)), start) - start);
};
