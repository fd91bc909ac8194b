import type { SessionEvent } from '../session-event';
import { coveredMs, endOf, intervalsOf, toMs } from './intervals';

/**
 * How long each event of a run took without its direct children, in ms: what they cover of it, overlaps once, is theirs. Events that have no
 * end yet are left out.
 */
export const selfTimesOf = (run: readonly SessionEvent[]): ReadonlyMap<SessionEvent, number> => {
  const childrenOf = Map.groupBy(run, ({ parentSpanId }) => parentSpanId);
  const seen = new Set<string | null>([null]);
  const times = new Map<SessionEvent, number>();
  for (const event of run) {
    // Of several that claim to be one span the first has its children.
    const children = seen.has(event.spanId) ? [] : (childrenOf.get(event.spanId) ?? []);
    seen.add(event.spanId);
    const end = endOf(event);
    if (end === undefined) continue;
    const inside = coveredMs(intervalsOf(children.filter((child) => child !== event)), [event.startedAt, end]);
    times.set(event, toMs(Math.max(end - event.startedAt, 0) - inside));
  }
  return times;
};
