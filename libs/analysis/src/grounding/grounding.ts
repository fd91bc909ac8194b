import type { IndexedRun } from '../run/index-run';
import type { RunEvent } from '../run/run';
import { answerValues, isUncommon, tellingValues } from './answer-values';
import { argumentValues } from './argument-values';
import { givenText, gives } from './given-text';
import { makeKeyFilter } from './key-filter';
import { makeNumberTrail, type NumberTrail } from './number-trail';
import { scanTokens } from './scan-tokens';
import { toValue, type Value } from './to-value';

/** A value that nothing had named before. */
export interface Ungrounded extends Value {
  readonly seq: number;
}

export interface Grounding {
  /** Values of arguments: one finding a value, where it was used first. */
  readonly inCalls: readonly Ungrounded[];
  /** Values of the final answer. */
  readonly inAnswer: readonly Ungrounded[];
}

const known = new WeakMap<IndexedRun, Grounding>();

/** What the arguments and the answer of a run name that nobody had said; kept for all who ask. */
export const groundingOf = (run: IndexedRun): Grounding => {
  const before = known.get(run);
  if (before) return before;
  const grounding = ground(run);
  known.set(run, grounding);
  return grounding;
};

/** Keys that are used, and that nothing read so far gives. */
interface Open {
  /** With the seq of the call that uses each first. */
  readonly inCalls: Map<string, number>;
  readonly inAnswer: Set<string>;
}

/** Reads back from the end, and texts only while something is open: most of what a run names was given shortly before. */
const ground = (run: IndexedRun): Grounding => {
  const used = new Map(run.calls.map((call) => [call.call, argumentValues(call)]));
  const answer = answerValues(run);
  const open: Open = { inCalls: new Map(), inAnswer: new Set() };
  const numbers = answer.some(isUncommon) ? makeNumberTrail() : null;
  const close = makeCloser([...used.values()].flat().concat(answer), open, numbers);
  for (let index = run.events.length - 1; index >= 0; index -= 1) {
    const event = run.events[index] as RunEvent;
    const isAnyOpen = open.inCalls.size > 0 || open.inAnswer.size > 0;
    if (isAnyOpen && gives(run, event)) close(givenText(run, event));
    if (event === run.finalAnswer) for (const { key } of answer) open.inAnswer.add(key);
    for (const { key } of used.get(event) ?? []) {
      // A value counts once: what the tool makes of an invented one is said by its result.
      open.inCalls.set(key, event.seq);
      open.inAnswer.delete(key);
    }
  }
  close(run.goal ?? '');
  const left = answer.filter(({ key }) => open.inAnswer.has(key));
  // A number that is still open kept every text before the answer in reading, so the trail is whole.
  const made = tellingValues(left, numbers?.newest() ?? null);
  return {
    inCalls: [...used].flatMap(([{ seq }, values]) => firstUses(open, seq, values)),
    inAnswer: made.map((value) => ({ ...value, seq: run.finalAnswer?.seq ?? 0 })),
  };
};

/** Makes a reader of texts that takes out of `open` what they name. `asked`: all that is ever in it. */
const makeCloser = (
  asked: readonly Value[],
  { inCalls, inAnswer }: Open,
  numbers: NumberTrail | null,
): ((text: string) => void) => {
  const mayBeAsked = makeKeyFilter(new Set(asked.map(({ key }) => key)));
  const closeKey = (key: string): void => {
    inCalls.delete(key);
    inAnswer.delete(key);
  };
  return (text) => {
    const isBeforeAnswer = inAnswer.size > 0;
    const met: string[] = [];
    scanTokens(text, (start, end) => {
      const value = mayBeAsked(text, start, end) ? toValue(text.slice(start, end)) : null;
      if (!value) return;
      closeKey(value.key);
      if (value.kind === 'other') value.key.split(/[:/.@_-]/).forEach(closeKey);
      if (value.kind === 'number' && isBeforeAnswer) met.push(value.key);
    });
    numbers?.meet(met);
  };
};

const firstUses = ({ inCalls }: Open, seq: number, values: readonly Value[]): Ungrounded[] =>
  values.flatMap((value) => {
    if (inCalls.get(value.key) !== seq) return [];
    inCalls.delete(value.key);
    return [{ ...value, seq }];
  });
