import type { SessionTurn } from '../../metrics/to-turns';
import type { SessionEvent } from '../../session-event';
import { type Finding, idsOf } from '../finding';
import type { DecisionAnomaly } from '../session-analysis.types';

/** A finding about events of one turn. @param events never empty */
export const toAnomaly = (
  { number, trace }: SessionTurn,
  events: readonly SessionEvent[],
  found: Pick<DecisionAnomaly, 'rule' | 'severity' | 'name' | 'message'>,
): Finding<DecisionAnomaly> => ({
  entry: {
    rule: found.rule,
    severity: found.severity,
    traceId: trace.id,
    turn: number,
    name: found.name,
    message: found.message,
    count: events.length,
    eventIds: idsOf(events),
  },
  size: events.length,
  position: events[0]?.position ?? 0,
});
