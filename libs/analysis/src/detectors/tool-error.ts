import { failedCalls } from '../run/failures';
import { detector } from './detector';

/** A tool answered with an error. Confidence 0.8 when no later call of the same tool succeeded, else 0.3. */
export const toolError = detector({
  label: 'tool_error',
  version: '1',
  tier: 'symptom',
  severity: 'medium',
  mast: null,
  trail: 'Service Errors',
  thresholds: {},
  missing: (run) => (run.calls.some(({ result }) => result) ? null : 'tool_result'),
  detect: (run) =>
    failedCalls(run).map(({ call, isRecovered }) => ({
      confidence: isRecovered ? 0.3 : 0.8,
      criticalStepSeq: call.call.seq,
      evidenceRefs: [call.call.seq, call.result?.seq ?? call.call.seq],
      summary: `The tool ${call.name ?? 'without a name'} answered with an error${isRecovered ? ' and worked later' : ' and never worked after it'}.`,
    })),
});
