import { detector } from './detector';

const refuses =
  /\b(i('m| am) (sorry|afraid|unable|not able)\b.{0,80}\b(can('|no)t|unable|not able|assist|help|provide|comply|fulfil)|i (can('|no)t|cannot|won't|will not) (help|assist|comply|provide|fulfil|do that|complete))/i;
const looked = 600;

/** The run's last message refuses the task. Confidence 0.4: a refusal is often right. */
export const refusedAnswer = detector({
  label: 'refused_answer',
  version: '1',
  tier: 'suspicion',
  severity: 'low',
  mast: '1.1 Disobey task specification',
  trail: 'Instruction Non-compliance',
  thresholds: {},
  missing: (run) => (run.finalAnswer ? null : 'agent_message'),
  detect: (run) => {
    const { finalAnswer } = run;
    if (!finalAnswer || run.status === 'running' || !refuses.test(run.text(finalAnswer).slice(0, looked))) return [];
    const summary = 'The last message of the agent refuses the task.';
    return [{ confidence: 0.4, criticalStepSeq: finalAnswer.seq, evidenceRefs: [finalAnswer.seq], summary }];
  },
});
