import { detector } from './detector';

/** A call that nothing answered although the agent went on. Confidence 0.7; only in runs that record results at all, and have ended. */
export const toolCallWithoutResult = detector({
  label: 'tool_call_without_result',
  version: '1',
  tier: 'symptom',
  severity: 'low',
  mast: null,
  trail: null,
  thresholds: {},
  missing: (run) => (run.calls.some(({ result }) => result) ? null : 'tool_result'),
  detect: (run) => {
    const answered = run.calls.filter(({ result }) => result).length;
    const last = run.agentSteps.at(-1) ?? -1;
    // A recording that mostly lacks results says nothing about one that is missing.
    if (run.status === 'running' || answered * 2 < run.calls.length) return [];
    return run.calls
      .filter(({ result, index }) => !result && index < last)
      .map(({ call, name }) => ({
        confidence: 0.7,
        criticalStepSeq: call.seq,
        evidenceRefs: [call.seq],
        summary: `The call of ${name ?? 'a tool'} was never answered and the agent went on.`,
      }));
  },
});
