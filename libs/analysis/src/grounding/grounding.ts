import { isJsonObject, type JsonValue } from '@debrief/kernel';
import type { IndexedRun, ToolCall } from '../run/index-run';
import type { RunEvent } from '../run/run';
import { isTrusted } from '../run/trust';
import { isComputable } from './computable';
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

/** A run that names more different values is not judged: what is not kept cannot be told from what was never said. */
const maxValues = 200_000;
/** Numbers to compute with: the newest. */
const maxNumbers = 64;

const known = new WeakMap<IndexedRun, Grounding>();

/** What the arguments and the answer of a run name that nobody had said, in one pass over its texts; kept for all who ask. */
export const groundingOf = (run: IndexedRun): Grounding => {
  const before = known.get(run);
  if (before) return before;
  const grounding = ground(run);
  known.set(run, grounding);
  return grounding;
};

const ground = (run: IndexedRun): Grounding => {
  const seen = new Set<string>();
  const numbers = new Set<string>();
  const learn = (text: string): void =>
    scanTokens(text, (token) => {
      const value = toValue(token);
      if (!value) return;
      seen.add(value.key);
      if (value.kind === 'number') numbers.add(value.key);
      else if (value.kind === 'other') for (const part of value.key.split(/[:/.@_-]/)) seen.add(part);
    });
  learn(run.goal ?? '');
  const inCalls: Ungrounded[] = [];
  let inAnswer: readonly Ungrounded[] = [];
  let hasSource = false;
  for (const event of run.events) {
    if (seen.size > maxValues) return { inCalls: [], inAnswer: [] };
    const call = event.type === 'tool_call' ? run.callOf.get(event.seq) : undefined;
    if (call)
      for (const value of argumentValues(call)) {
        if (!seen.has(value.key)) inCalls.push({ ...value, seq: event.seq });
        // A value counts once: what the tool makes of an invented one is said by its result.
        seen.add(value.key);
      }
    if (event === run.finalAnswer && hasSource) inAnswer = answerValues(run, event, seen, numbers);
    if (isSource(event) || call?.result === event) {
      learn(call ? run.text(event) + resultOf(event) : run.text(event));
      hasSource ||= event.type !== 'user_message' && !isTrusted(event);
    }
  }
  return { inCalls, inAnswer };
};

const sources: ReadonlySet<string> = new Set([
  'tool_result',
  'retrieval',
  'dom_snapshot',
  'browser_action',
  'state_change',
  'error',
]);

/** What agents say themselves is no source. */
const isSource = (event: RunEvent): boolean => sources.has(event.type) || isTrusted(event);

const resultOf = ({ payload }: RunEvent): string => {
  const result = payload['result'];
  return result === undefined ? '' : typeof result === 'string' ? result : JSON.stringify(result);
};

const limits = { fields: 40, length: 80 };

/** Ids, e-mail addresses and long numbers that are an argument as a whole. Texts and paths are written, not looked up. */
const argumentValues = ({ args }: ToolCall): Value[] => {
  if (!isJsonObject(args)) return [];
  const leaves: JsonValue[] = Object.values(args).flat().slice(0, limits.fields);
  return leaves.flatMap((leaf) => {
    const text = typeof leaf === 'string' ? leaf : typeof leaf === 'number' ? String(leaf) : '';
    if (text === '' || text.length > limits.length || /[\s/\\]|\.\w{1,5}$/.test(text.includes('@') ? '' : text))
      return [];
    const value = toValue(text.replace(/^#/, ''));
    return value && (value.kind === 'id' || value.kind === 'email') ? [value] : [];
  });
};

const maxAnswer = 200;

const answerValues = (
  run: IndexedRun,
  answer: RunEvent,
  seen: ReadonlySet<string>,
  numbers: ReadonlySet<string>,
): Ungrounded[] => {
  const found = new Map<string, Ungrounded>();
  const recent = [...numbers].slice(-maxNumbers).map(Number);
  scanTokens(run.text(answer), (token) => {
    const value = found.size < maxAnswer ? toValue(token) : null;
    if (!value || value.kind === 'other' || seen.has(value.key)) return;
    if (value.kind === 'number' && !isTelling(value.key, recent)) return;
    found.set(value.key, { ...value, seq: answer.seq });
  });
  return [...found.values()];
};

/** Small whole numbers count things, and years and round numbers are common knowledge: these say nothing. */
const isTelling = (key: string, numbers: readonly number[]): boolean => {
  const number = Number(key);
  if (Number.isInteger(number) && (number <= 100 || number % 100 === 0 || (number >= 1_800 && number <= 2_100)))
    return false;
  return !isComputable(number, numbers);
};
