import { valueText } from '../run/event-text';
import { detector } from './detector';

const looked = 4_000;
const least = 5;

/** An execution failed and the next one of the same tool is nearly the same (nine of ten words). Confidence 0.6; 0.3 when it then worked. */
export const unchangedApproach = detector({
  label: 'unchanged_approach_after_failure',
  version: '1',
  tier: 'symptom',
  severity: 'medium',
  mast: '1.3 Step repetition',
  trail: 'Resource Abuse',
  thresholds: {},
  missing: (run) => (run.calls.some(({ result }) => result) ? null : 'tool_result'),
  detect: (run) =>
    run.calls.flatMap((call, index) => {
      const previous = run.calls[index - 1];
      if (!previous || previous.name !== call.name || previous.failure === null) return [];
      if (!isAlmostSame(wordsOf(valueText(previous.args)), wordsOf(valueText(call.args)))) return [];
      return [
        {
          confidence: call.failure === null ? 0.3 : 0.6,
          criticalStepSeq: call.call.seq,
          evidenceRefs: [previous.call.seq, previous.result?.seq ?? previous.call.seq, call.call.seq],
          summary: `${call.name ?? 'A tool'} failed and was called again almost unchanged.`,
        },
      ];
    }),
});

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.slice(0, looked).match(/[\p{L}\p{N}_]+/gu) ?? []);

const isAlmostSame = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => {
  const shared = [...a].filter((word) => b.has(word)).length;
  return Math.max(a.size, b.size) >= least && shared >= 0.9 * Math.max(a.size, b.size);
};
