import { detector } from './detector';

const claims =
  /\b(done|success(fully)?|completed?|finished|all (tests )?pass(ed|es|ing)?|works? (now|correctly|as expected)|fixed|verified)\b/i;
const admits =
  /\b(fail(s|ed|ing|ure)?|error|could not|couldn't|unable|did not|didn't|not (able|working|complete)|unfortunately|however)\b/i;
const looked = 1_500;

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
    const says = run.text(finalAnswer).slice(0, looked);
    if (!claims.test(says) || admits.test(says)) return [];
    const evidenceRefs = [last.call.seq, last.result?.seq ?? last.call.seq, finalAnswer.seq];
    const summary = `The last call of ${last.name ?? 'a tool'} failed, and the answer claims success all the same.`;
    return [{ confidence: 0.8, criticalStepSeq: finalAnswer.seq, evidenceRefs, summary }];
  },
});
