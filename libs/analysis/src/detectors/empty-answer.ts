import { detector } from './detector';

/** The run's last message says nothing. Confidence 0.8. */
export const emptyAnswer = detector({
  label: 'empty_answer',
  version: '1',
  tier: 'symptom',
  severity: 'high',
  mast: '3.1 Premature termination',
  trail: 'Goal Deviation',
  thresholds: {},
  missing: (run) => (run.finalAnswer ? null : 'agent_message'),
  detect: (run) => {
    const { finalAnswer } = run;
    if (
      !finalAnswer ||
      typeof finalAnswer.payload['content'] !== 'string' ||
      run.status === 'running' ||
      !/^\s*(none|null|n\/a|\[\]|\{\}|""|'')?\s*$/i.test(run.text(finalAnswer))
    )
      return [];
    const summary = 'The last message of the agent says nothing.';
    return [{ confidence: 0.8, criticalStepSeq: finalAnswer.seq, evidenceRefs: [finalAnswer.seq], summary }];
  },
});
