import { canonicalJson } from '@debrief/kernel';
import type { SessionRule } from '../finding';
import { type EventOf, ofType } from '../read-session';
import type { DecisionAnomaly } from '../session-analysis.types';
import { toAnomaly } from './to-anomaly';

/** One kind of decision comes out the same many times in a turn. Decisions that record no choice are not compared. */
export const repeatedDecision: SessionRule<DecisionAnomaly> = ({ session: { turns }, thresholds }) =>
  turns.flatMap((turn) => {
    const decisions = ofType(turn.events, 'decision').filter(({ data }) => data.choice !== null);
    return [...Map.groupBy(decisions, ({ data }) => `${data.kind}\n${canonicalJson(data.choice)}`).values()]
      .filter((group) => group.length >= thresholds['repeated_decision.decisions'])
      .map((group) => {
        const name = (group[0] as EventOf<'decision'>).data.kind;
        const message = `The same choice was made ${group.length} times.`;
        return toAnomaly(turn, group, { rule: 'repeated_decision', severity: 'warning', name, message });
      });
  });
