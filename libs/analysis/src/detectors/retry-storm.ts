import type { ToolCall } from '../run/tool-call';
import { detector } from './detector';

/** One tool fails many times in a row. Confidence 0.8; 0.4 when it worked in the end. */
export const retryStorm = detector({
  label: 'retry_storm',
  version: '1',
  tier: 'symptom',
  severity: 'high',
  mast: '1.3 Step repetition',
  trail: 'Resource Abuse',
  thresholds: { calls: 5 },
  missing: (run) => (run.calls.some(({ result }) => result) ? null : 'tool_result'),
  detect: (run, { calls: least }) => {
    const open = new Map<string | null, ToolCall[]>();
    const finish = (streak: readonly ToolCall[], confidence: number) =>
      streak.length < least
        ? []
        : [
            {
              confidence,
              criticalStepSeq: streak[0]?.call.seq ?? 0,
              evidenceRefs: streak.map(({ call }) => call.seq),
              summary: `The tool ${streak[0]?.name ?? 'without a name'} failed ${streak.length} times in a row.`,
            },
          ];
    const found = run.calls.flatMap((call) => {
      const streak = open.get(call.name) ?? [];
      if (call.failure !== null) {
        streak.push(call);
        open.set(call.name, streak);
        return [];
      }
      open.delete(call.name);
      return finish(streak, 0.4);
    });
    return [...found, ...[...open.values()].flatMap((streak) => finish(streak, 0.8))];
  },
});
