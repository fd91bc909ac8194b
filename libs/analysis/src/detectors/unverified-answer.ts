import { isSideEffecting } from '../run/failures';
import { detector } from './detector';

/** Something was changed, and nothing was looked at between the last change and the answer. Confidence 0.3: a tool's own answer may be enough. */
export const unverifiedAnswer = detector({
  label: 'unverified_answer',
  version: '1',
  tier: 'suspicion',
  severity: 'low',
  mast: '3.2 No or incomplete verification',
  trail: null,
  thresholds: {},
  missing: (run) => (run.finalAnswer && run.calls.length > 0 ? null : 'agent_message, tool_call'),
  detect: (run) => {
    const { finalAnswer, calls } = run;
    const last = calls.at(-1);
    if (!finalAnswer || !last || last.call.seq > finalAnswer.seq || !isSideEffecting(last.name)) return [];
    const summary = `The answer follows ${last.name} without a look at what it did.`;
    return [
      { confidence: 0.3, criticalStepSeq: finalAnswer.seq, evidenceRefs: [last.call.seq, finalAnswer.seq], summary },
    ];
  },
});
