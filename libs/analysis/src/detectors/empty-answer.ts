import { type IndexedRun, markerOf } from '../run/index-run';
import { detector } from './detector';

const nothing = /^\s*(none|null|n\/a|\[\]|\{\}|""|'')?\s*$/i;
/** Steps of one turn that are read back, from the answer on. */
const longest = 20;

/** The run ends on a message that says nothing, and nothing was said in words in the same turn. Confidence 0.8. */
export const emptyAnswer = detector({
  label: 'empty_answer',
  version: '1',
  tier: 'symptom',
  severity: 'high',
  mast: '3.1 Premature termination',
  trail: 'Instruction Non-compliance',
  thresholds: {},
  missing: (run) => (run.finalAnswer ? null : 'agent_message'),
  detect: (run) => {
    const { finalAnswer } = run;
    const at = run.agentSteps.at(-1) ?? -1;
    if (!finalAnswer || run.status === 'running' || run.events[at] !== finalAnswer) return [];
    if (typeof finalAnswer.payload['content'] !== 'string' || !nothing.test(run.text(finalAnswer))) return [];
    if (saidSomething(run, at)) return [];
    const summary = 'The last message of the agent says nothing.';
    return [{ confidence: 0.8, criticalStepSeq: finalAnswer.seq, evidenceRefs: [finalAnswer.seq], summary }];
  },
});

/** Whether the turn before the last message holds words: some agents say their answer as a decision and close with an empty message. */
const saidSomething = (run: IndexedRun, end: number): boolean => {
  const agent = run.events[end]?.agent;
  for (let index = end - 1; index >= Math.max(0, end - longest); index -= 1) {
    const event = run.events[index];
    if (!event || event.type === 'user_message' || event.type === 'tool_result' || event.type === 'tool_call')
      return false;
    const speaks = event.type === 'agent_message' || markerOf(event) === 'decision';
    if (speaks && event.agent === agent && !nothing.test(run.text(event))) return true;
  }
  return false;
};
