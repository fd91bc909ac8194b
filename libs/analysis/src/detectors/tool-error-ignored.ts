import { failedCalls, isSideEffecting } from '../run/failures';
import type { IndexedRun } from '../run/index-run';
import type { ToolCall } from '../run/tool-call';
import type { RunEvent } from '../run/run';
import { detector } from './detector';

const acknowledges =
  /error|fail|unable|cannot|can't|could not|couldn't|did not|didn't|does not|doesn't|not found|no results?|sorry|apolog|retry|again|instead|issue|problem|unfortunately|invalid|denied|however|alternativ|wrong|fix|correct/i;
/** Where an agent says what it makes of an error: at the start of what it says. */
const looked = 2_000;
/** Events in which the next step is looked for: answers of calls made at once stand between. */
const reach = 6;

/**
 * The step after a failed call goes on as if it had worked. Confidence 0.7 for an answer that does not mention it, 0.5 for a call that changes
 * something, 0.3 for other words and for a call that only looks elsewhere: that may be what the agent makes of the error.
 */
export const toolErrorIgnored = detector({
  label: 'tool_error_ignored',
  version: '1',
  tier: 'symptom',
  severity: 'high',
  mast: '2.6 Reasoning-action mismatch',
  trail: 'Tool Output Misinterpretation',
  thresholds: {},
  missing: (run) => (run.calls.some(({ result }) => result) ? null : 'tool_result'),
  detect: (run) =>
    failedCalls(run).flatMap(({ call, isRecovered }) => {
      const at = isRecovered ? -1 : nextStep(run, call);
      const next = run.events[at];
      if (!next || isRetry(run, call, next) || acknowledges.test(run.text(next).slice(0, looked))) return [];
      return [
        {
          confidence: confidenceOf(run, next, at),
          criticalStepSeq: next.seq,
          evidenceRefs: [call.call.seq, call.result?.seq ?? call.call.seq, next.seq],
          summary: `The tool ${call.name ?? 'without a name'} failed and the next step went on as if it had worked.`,
        },
      ];
    }),
});

/** Position of the step that follows the call's answer; -1 when there is none near. */
const nextStep = (run: IndexedRun, { index, resultIndex }: ToolCall): number => {
  const from = (resultIndex ?? index) + 1;
  const found = run.events
    .slice(from, from + reach)
    .findIndex(({ type }) => type === 'agent_message' || type === 'tool_call' || type === 'browser_action');
  return found === -1 ? -1 : from + found;
};

const isRetry = (run: IndexedRun, call: ToolCall, next: RunEvent): boolean =>
  next.type === 'tool_call' && run.callOf.get(next.seq)?.name === call.name;

const confidenceOf = (run: IndexedRun, next: RunEvent, at: number): number => {
  if (next.type === 'agent_message')
    return at === run.agentSteps.at(-1) || run.events[at + 1]?.type === 'user_message' ? 0.7 : 0.3;
  return next.type === 'browser_action' || isSideEffecting(run.callOf.get(next.seq)?.name ?? null) ? 0.5 : 0.3;
};
