import { handoffTarget } from '../run/index-run';
import { detector } from './detector';

/** A hands to B, B back to A, and so on, and nobody calls a tool in between. Confidence 0.7. */
export const handoffPingPong = detector({
  label: 'handoff_ping_pong',
  version: '1',
  tier: 'symptom',
  severity: 'medium',
  mast: '1.3 Step repetition',
  trail: 'Task Orchestration',
  thresholds: { handoffs: 4 },
  missing: (run) => (run.events.some((event) => handoffTarget(event) !== null) ? null : 'handoff.to_agent'),
  detect: (run, { handoffs: least }) => {
    let streak: { seq: number; from: string | null; to: string }[] = [];
    for (const event of run.events) {
      if (event.type === 'tool_call' || event.type === 'browser_action') streak = [];
      const to = handoffTarget(event);
      if (to === null) continue;
      const last = streak.at(-1);
      const isReturn = last !== undefined && last.to === event.agent && last.from === to;
      streak = isReturn
        ? [...streak.slice(-least), { seq: event.seq, from: event.agent, to }]
        : [{ seq: event.seq, from: event.agent, to }];
      if (streak.length >= least)
        return [
          {
            confidence: 0.7,
            criticalStepSeq: streak[1]?.seq ?? event.seq,
            evidenceRefs: streak.map(({ seq }) => seq),
            summary: `${event.agent ?? 'An agent'} and ${to} handed the work to each other ${streak.length} times without doing any.`,
          },
        ];
    }
    return [];
  },
});
