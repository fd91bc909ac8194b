import { detector } from './detector';

/** An error that nobody handled, of a run that did not complete. Confidence 0.9: the run says so itself; 0.4 when it completed all the same. */
export const unhandledError = detector({
  label: 'unhandled_error',
  version: '1',
  tier: 'symptom',
  severity: 'high',
  mast: null,
  trail: 'System Execution Errors',
  thresholds: {},
  missing: (run) => (run.events.some(({ type }) => type === 'error') ? null : 'error'),
  detect: (run) =>
    run.events
      .filter(({ type, payload }) => type === 'error' && payload['handled'] !== true)
      .map(({ seq, name }) => ({
        confidence: run.status === 'completed' ? 0.4 : 0.9,
        criticalStepSeq: seq,
        evidenceRefs: [seq],
        summary: `${name ?? 'An error'} was not handled.`,
      })),
});
