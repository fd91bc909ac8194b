import { failedCalls } from '../run/failures';
import { detector } from './detector';

const acknowledges =
  /error|fail|unable|cannot|can't|could not|couldn't|not found|sorry|apolog|retry|again|instead|issue|problem|unfortunately|invalid|denied|however|alternativ|wrong|fix|correct/i;
/** Where an agent says what it makes of an error: at the start of what it says. */
const looked = 2_000;

/** The step after a failed call goes on as if it had worked. Confidence 0.7 for a claim or answer, 0.5 for another tool's call. */
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
      const next = run.events
        .slice((call.resultIndex ?? call.index) + 1, (call.resultIndex ?? call.index) + 6)
        .find(({ type }) => type === 'agent_message' || type === 'tool_call' || type === 'browser_action');
      if (!next || isRecovered) return [];
      const retries = next.type === 'tool_call' && run.callOf.get(next.seq)?.name === call.name;
      const says = run.text(next).slice(0, looked);
      if (retries || acknowledges.test(says)) return [];
      return [
        {
          confidence: next.type === 'agent_message' ? 0.7 : 0.5,
          criticalStepSeq: next.seq,
          evidenceRefs: [call.call.seq, call.result?.seq ?? call.call.seq, next.seq],
          summary: `The tool ${call.name ?? 'without a name'} failed and the next step went on as if it had worked.`,
        },
      ];
    }),
});
