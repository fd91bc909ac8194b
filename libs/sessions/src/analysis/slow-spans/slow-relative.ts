import type { SessionRule } from '../finding';
import { medianOfOthers } from '../nearest-rank';
import type { SlowSpan } from '../session-analysis.types';
import { isTimed, toSlowSpan } from './timed-event';

/** Took much longer than the others of its type and name in the session. */
export const slowRelative: SessionRule<SlowSpan> = ({ session: { events }, thresholds }) => {
  const groups = Map.groupBy(events.filter(isTimed), ({ type, name }) => `${type} ${name}`);
  return [...groups.values()]
    .filter((group) => group.length - 1 >= thresholds['slow_relative.others'])
    .flatMap((group) => {
      const bySize = group.toSorted((a, b) => a.durationMs - b.durationMs);
      const sorted = bySize.map(({ durationMs }) => durationMs);
      return bySize.flatMap((event, place) => {
        const baselineMs = medianOfOthers(sorted, place);
        if (baselineMs === undefined) return [];
        const thresholdMs = Math.max(
          baselineMs * thresholds['slow_relative.factor'],
          thresholds['slow_relative.least_ms'],
        );
        if (event.durationMs < thresholdMs) return [];
        return [toSlowSpan(event, { rule: 'slow_relative', severity: 'warning', thresholdMs, baselineMs })];
      });
    });
};
