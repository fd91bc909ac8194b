import { errorText, valueText } from '../run/event-text';
import { isSideEffecting } from '../run/failures';
import type { IndexedRun } from '../run/index-run';
import { detector } from './detector';

const wordPattern = /[\p{L}\p{N}_.:/@#-]{12,}/gu;
const trailing = /[.:/#-]+$/;
/** What is read of an error, and of a call's arguments: both name few things. */
const looked = 2_000;
/** Values that are followed at most: each is looked for in every text. */
const maxValues = 20;

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
    const reused = reusedValues(run);
    const said = firstSaid(run, new Set([...reused.values()].map(({ word }) => word).slice(0, maxValues)));
    return run.calls.flatMap(({ call, name, index }) => {
      const found = reused.get(call.seq);
      if (!found || (said.get(found.word) ?? Infinity) < index) return [];
      return [
        {
          confidence: 0.8,
          criticalStepSeq: call.seq,
          evidenceRefs: [found.errorSeq, call.seq],
          summary: `The call of ${name} uses a value that only an error message named.`,
        },
      ];
    });
  },
});

interface Reused {
  readonly word: string;
  readonly errorSeq: number;
}

/** Changing calls that use a word which an error named before them, by their seq. */
const reusedValues = (run: IndexedRun): ReadonlyMap<number, Reused> => {
  const named = new Map<string, number>();
  const reused = new Map<number, Reused>();
  for (const event of run.events) {
    const call = event.type === 'tool_call' && named.size > 0 ? run.callOf.get(event.seq) : undefined;
    const word =
      call && isSideEffecting(call.name) ? wordsOf(valueText(call.args)).find((one) => named.has(one)) : undefined;
    if (word !== undefined) reused.set(event.seq, { word, errorSeq: named.get(word) ?? event.seq });
    const error = errorText(event);
    if (error !== null) for (const one of wordsOf(error)) if (!named.has(one)) named.set(one, event.seq);
  }
  return reused;
};

/** Position of the event that first said each word, errors aside; -1 for the goal. */
const firstSaid = (run: IndexedRun, words: Set<string>): ReadonlyMap<string, number> => {
  const said = new Map<string, number>();
  const look = (text: string, position: number): void => {
    const lower = text.toLowerCase();
    for (const word of words)
      if (lower.includes(word)) {
        said.set(word, position);
        words.delete(word);
      }
  };
  look(run.goal ?? '', -1);
  for (const [index, event] of run.events.entries()) {
    if (words.size === 0) break;
    if (errorText(event) === null) look(run.text(event), index);
  }
  return said;
};

const wordsOf = (text: string): string[] =>
  (text.slice(0, looked).toLowerCase().match(wordPattern) ?? []).map((word) => word.replace(trailing, ''));
