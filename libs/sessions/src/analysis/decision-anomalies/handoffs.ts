import type { SessionRule } from '../finding';
import { type EventOf, ofType } from '../read-session';
import type { DecisionAnomaly } from '../session-analysis.types';
import { toAnomaly } from './to-anomaly';

type Handoff = EventOf<'handoff'>;

/** Two agents hand the work to each other, and again. */
export const handoffLoop: SessionRule<DecisionAnomaly> = ({ session: { turns }, thresholds }) =>
  turns.flatMap((turn) =>
    returnsIn(ofType(turn.events, 'handoff'))
      .filter((loop) => loop.length >= thresholds['handoff_loop.handoffs'])
      .map((loop) => {
        const [{ data }] = loop as [Handoff];
        const message = `${data.fromAgent} and ${data.toAgent} handed the work to each other ${loop.length} times.`;
        return toAnomaly(turn, loop, { rule: 'handoff_loop', severity: 'critical', name: data.fromAgent, message });
      }),
  );

/** An agent hands the work to itself. */
export const selfHandoff: SessionRule<DecisionAnomaly> = ({ session: { turns } }) =>
  turns.flatMap((turn) =>
    ofType(turn.events, 'handoff')
      .filter(isToSelf)
      .map((handoff) => {
        const name = handoff.data.fromAgent;
        const message = `${name} handed the work to itself.`;
        return toAnomaly(turn, [handoff], { rule: 'self_handoff', severity: 'warning', name, message });
      }),
  );

/** The work is handed on more often in one turn than it should. */
export const handoffChain: SessionRule<DecisionAnomaly> = ({ session: { turns }, thresholds }) =>
  turns.flatMap((turn) => {
    const handoffs = ofType(turn.events, 'handoff');
    if (handoffs.length <= thresholds['handoff_chain.handoffs']) return [];
    const message = `The work was handed on ${handoffs.length} times.`;
    return [toAnomaly(turn, handoffs, { rule: 'handoff_chain', severity: 'warning', name: null, message })];
  });

const isToSelf = ({ data }: Handoff): boolean => data.fromAgent !== null && data.fromAgent === data.toAgent;

/** Handoffs in a row of which each gives back what the one before gave: A→B, B→A, A→B. */
const returnsIn = (handoffs: readonly Handoff[]): Handoff[][] => {
  const streaks: Handoff[][] = [];
  for (const handoff of handoffs) {
    const last = streaks.at(-1)?.at(-1);
    if (last && isReturn(last, handoff)) streaks.at(-1)?.push(handoff);
    else streaks.push([handoff]);
  }
  return streaks;
};

const isReturn = ({ data: before }: Handoff, { data: after }: Handoff): boolean =>
  before.fromAgent !== null &&
  before.toAgent !== null &&
  before.fromAgent !== before.toAgent &&
  before.fromAgent === after.toAgent &&
  before.toAgent === after.fromAgent;
