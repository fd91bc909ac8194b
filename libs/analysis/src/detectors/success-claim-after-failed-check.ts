import { claimsSuccess } from '../run/success-claim';
import { detector } from './detector';

/** The last thing that was run failed, and the final answer claims success without a word about it. Confidence 0.8. */
export const successClaimAfterFailedCheck = detector({
  label: 'success_claim_after_failed_check',
  version: '1',
  tier: 'symptom',
  severity: 'high',
  mast: '3.3 Incorrect verification',
  trail: 'Tool Output Misinterpretation',
  thresholds: {},
  missing: (run) => (run.finalAnswer && run.calls.some(({ result }) => result) ? null : 'agent_message, tool_result'),
  detect: (run) => {
    const { finalAnswer, calls } = run;
    const last = calls.findLast(({ result }) => result && finalAnswer && result.seq < finalAnswer.seq);
    if (!finalAnswer || !last || last.failure === null) return [];
    if (!claimsSuccess(run.text(finalAnswer))) return [];
    const evidenceRefs = [last.call.seq, last.result?.seq ?? last.call.seq, finalAnswer.seq];
    const summary = `The last call of ${last.name ?? 'a tool'} failed, and the answer claims success all the same.`;
    return [{ confidence: 0.8, criticalStepSeq: finalAnswer.seq, evidenceRefs, summary }];
  },
});
