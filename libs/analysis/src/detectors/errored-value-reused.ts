import { errorText, valueText } from '../run/event-text';
import { isSideEffecting } from '../run/failures';
import type { IndexedRun, ToolCall } from '../run/index-run';
import { detector } from './detector';

const wordPattern = /[\p{L}\p{N}_.:/@#-]{12,}/gu;
/** What is read of an error, and of a call's arguments: both name few things. */
const looked = 2_000;

/**
 * A thing that only an error message named is used by a call that changes something. Confidence 0.8: long words (12 characters and more)
 * do not come twice by chance.
 */
export const erroredValueReused = detector({
  label: 'errored_value_reused',
  version: '1',
  tier: 'symptom',
  severity: 'high',
  mast: '2.6 Reasoning-action mismatch',
  trail: 'Tool Output Misinterpretation',
  thresholds: {},
  missing: (run) => (run.calls.some(({ result }) => result) ? null : 'tool_result'),
  detect: (run) => {
    const named = new Map<string, number>();
    return run.events.flatMap((event, index) => {
      const call = event.type === 'tool_call' ? run.callOf.get(event.seq) : undefined;
      const word = call && named.size > 0 ? reusedWord(run, call, index, named) : undefined;
      const error = errorText(event);
      if (error !== null) for (const one of wordsOf(error)) if (!named.has(one)) named.set(one, event.seq);
      if (!call || word === undefined) return [];
      return [
        {
          confidence: 0.8,
          criticalStepSeq: event.seq,
          evidenceRefs: [named.get(word) ?? event.seq, event.seq],
          summary: `The call of ${call.name} uses a value that only an error message named.`,
        },
      ];
    });
  },
});

const reusedWord = (
  run: IndexedRun,
  call: ToolCall,
  index: number,
  named: ReadonlyMap<string, number>,
): string | undefined =>
  isSideEffecting(call.name)
    ? wordsOf(valueText(call.args)).find((word) => named.has(word) && !wasSaid(run, word, index))
    : undefined;

/** Whether anybody else said the word before: looked for only when it was found in an error and in a call. */
const wasSaid = (run: IndexedRun, word: string, before: number): boolean =>
  (run.goal ?? '').toLowerCase().includes(word) ||
  run.events
    .slice(0, before)
    .some((event) => errorText(event) === null && run.text(event).toLowerCase().includes(word));

const wordsOf = (text: string): string[] => text.slice(0, looked).toLowerCase().match(wordPattern) ?? [];
