import { handoffTarget } from '../run/index-run';
import { detector } from './detector';

/** Work is handed to an agent that never does anything. Confidence 0.6; not for the last hand-off, whose agent may act later. */
export const handoffToUnknownAgent = detector({
  label: 'handoff_to_unknown_agent',
  version: '1',
  tier: 'symptom',
  severity: 'medium',
  mast: null,
  trail: 'Task Orchestration',
  thresholds: {},
  missing: (run) => (run.events.some((event) => handoffTarget(event) !== null) ? null : 'handoff.to_agent'),
  detect: (run) => {
    const acting = new Set(run.events.map(({ agent }) => agent));
    const handoffs = run.events.filter((event) => handoffTarget(event) !== null);
    return handoffs.slice(0, -1).flatMap((event) => {
      const to = handoffTarget(event);
      if (to === null || acting.has(to)) return [];
      return [
        {
          confidence: 0.6,
          criticalStepSeq: event.seq,
          evidenceRefs: [event.seq],
          summary: `The work was handed to ${to}, which took no step in this run.`,
        },
      ];
    });
  },
});
