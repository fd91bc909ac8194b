import { isBlocked } from '../../metrics/measure-session';
import type { SessionTurn } from '../../metrics/to-turns';
import type { SessionEvent } from '../../session-event';
import type { Finding, SessionRule } from '../finding';
import { type EventOf, toolOf } from '../read-session';
import type { DecisionAnomaly } from '../session-analysis.types';
import { phrasesOf, wordsOf } from './phrases';
import { toAnomaly } from './to-anomaly';

/**
 * A guardrail blocked something and named a tool or an agent, which runs later in the turn all the same. Not when a later evaluation
 * that names it passed; and the agent that was stopped itself goes on, if only to say so.
 */
export const guardrailBypassed: SessionRule<DecisionAnomaly> = ({ session: { turns } }) => turns.flatMap(bypassesIn);

const bypassesIn = (turn: SessionTurn): Finding<DecisionAnomaly>[] => {
  const blocks = new Map<string, EventOf<'guardrail_eval'>>();
  return turn.events.flatMap((event) => {
    if (event.type === 'guardrail_eval') {
      for (const phrase of phrasesOf(textsOf(event)))
        if (isBlocked(event)) blocks.set(phrase, event);
        else if (event.data.passed === true || event.data.blocked === false) blocks.delete(phrase);
      return [];
    }
    if (blocks.size === 0) return [];
    return ranIn(event).flatMap(({ name, isTool }) => {
      const phrase = wordsOf(name).join(' ');
      const block = blocks.get(phrase);
      if (!block || (!isTool && block.agentName === name)) return [];
      blocks.delete(phrase);
      const message = `A guardrail blocked ${name}, which ran after it.`;
      return [toAnomaly(turn, [block, event], { rule: 'guardrail_bypassed', severity: 'critical', name, message })];
    });
  });
};

const textsOf = ({ name, data }: EventOf<'guardrail_eval'>): string[] =>
  [name, data.guardrail, data.action, data.reason].filter((text) => text !== null);

/** The tool and the agents whose running an event is. */
const ranIn = (event: SessionEvent): { readonly name: string; readonly isTool: boolean }[] => {
  const tool = event.type === 'tool_call' ? toolOf(event) : null;
  const agents = [event.agentName, event.type === 'handoff' ? event.data.toAgent : null];
  return [
    ...(tool === null ? [] : [{ name: tool, isTool: true }]),
    ...agents.flatMap((name) => (name === null ? [] : [{ name, isTool: false }])),
  ];
};
