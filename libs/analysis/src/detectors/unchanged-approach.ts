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
      if (!isAlmostSame(valueText(previous.args), valueText(call.args))) return [];
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

const wordsOf = (text: string): readonly string[] => text.slice(0, looked).match(/[\p{L}\p{N}_]+/gu) ?? [];

/** Nine of ten different words are shared, of the text that has more of them. */
const isAlmostSame = (before: string, after: string): boolean => {
  const isShared = new Map<string, boolean>();
  for (const word of wordsOf(before)) isShared.set(word, false);
  const missing = new Set<string>();
  let shared = 0;
  for (const word of wordsOf(after)) {
    const known = isShared.get(word);
    if (known === undefined) missing.add(word);
    else if (!known) {
      isShared.set(word, true);
      shared += 1;
    }
    // Neither text has more words than there are known and missing: more than one in ten is missing.
    if (9 * missing.size > isShared.size) return false;
  }
  const most = Math.max(isShared.size, shared + missing.size);
  return most >= least && shared >= 0.9 * most;
};
