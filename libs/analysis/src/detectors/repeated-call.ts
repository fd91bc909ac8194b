import { canonicalText, requestOf } from '../run/failures';
import type { ToolCall } from '../run/tool-call';
import { detector } from './detector';

/**
 * The same call again and again with the same answer: exact, or equal but for key order, white space and the form of numbers. Confidence 0.6 at
 * the threshold and 0.1 more for each further call, up to 0.9.
 */
export const repeatedCall = detector({
  label: 'repeated_call',
  version: '1',
  tier: 'symptom',
  severity: 'medium',
  mast: '1.3 Step repetition',
  trail: 'Resource Abuse',
  thresholds: { calls: 3 },
  missing: (run) => (run.calls.length > 0 ? null : 'tool_call'),
  detect: (run, { calls: least }) => {
    const groups = new Map<string, ToolCall[]>();
    for (const call of run.calls) {
      const request = requestOf(call);
      const group = groups.get(request);
      if (group) group.push(call);
      else groups.set(request, [call]);
    }
    return [...groups.values()]
      .filter((group) => group.length >= least)
      .flatMap((group) => [...Map.groupBy(group, answerOf).values()])
      .filter((group) => group.length >= least)
      .map((group) => ({
        confidence: Math.min(0.9, Math.round((0.6 + 0.1 * (group.length - least)) * 10) / 10),
        criticalStepSeq: group[1]?.call.seq ?? 0,
        evidenceRefs: group.map(({ call }) => call.seq),
        summary: `The agent called ${group[0]?.name ?? 'a tool'} ${group.length} times with the same arguments and got the same answer each time.`,
      }));
  },
});

const answerOf = ({ result, error }: ToolCall): string =>
  result ? canonicalText(result.payload['result'] ?? error) : '';
