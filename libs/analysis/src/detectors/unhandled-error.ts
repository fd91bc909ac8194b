import { detector } from './detector';

/** An error that nobody handled. Confidence 0.9; 0.6 when agents went on after it; 0.4 when the run completed all the same. */
export const unhandledError = detector({
  label: 'unhandled_error',
  version: '1',
  tier: 'symptom',
  severity: 'high',
  mast: null,
  trail: null,
  thresholds: {},
  missing: (run) => (run.events.some(({ type }) => type === 'error') ? null : 'error'),
  detect: (run) => {
    const lastStep = run.events[run.agentSteps.at(-1) ?? -1]?.seq ?? -1;
    return run.events
      .filter(({ type, payload }) => type === 'error' && payload['handled'] !== true)
      .map(({ seq, name }) => ({
        confidence: run.status === 'completed' ? 0.4 : seq < lastStep ? 0.6 : 0.9,
        criticalStepSeq: seq,
        evidenceRefs: [seq],
        summary: `${name ?? 'An error'} was not handled.`,
      }));
  },
});
