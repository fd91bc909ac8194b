import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { textField } from './event-text';
import { markerOf } from './index-run';
import type { RunEvent } from './run';

export type GuardrailOutcome = 'blocked' | 'passed' | 'unknown';

const saysBlocked =
  /\b(?:block(?:ed)?|den(?:y|ied)|reject(?:ed)?|refused?|tripwire|violat(?:ion|ed)|disallow(?:ed)?|not (?:allowed|approved|passed|ok))\b/i;
const saysPassed = /\b(?:allow(?:ed)?|pass(?:ed)?|approved?|ok)\b/i;
const looked = 200;

/** Whether an event is the verdict of a guardrail, recorded natively or as an imported span. */
export const isGuardrail = (event: RunEvent): boolean =>
  markerOf(event) === 'guardrail' || markerOf(event) === 'guardrail_eval';

/** What a guardrail said: by the flags that frameworks set (otel.md B4), else by the word of its decision. */
export const guardrailOutcome = ({ payload }: Pick<RunEvent, 'payload'>): GuardrailOutcome => {
  const said = payload['after'] ?? payload['output'];
  return isJsonObject(said) ? (flagged(said) ?? decided(said)) : worded(said);
};

const flagged = (said: JsonObject): GuardrailOutcome | undefined => {
  const stops = [said['tripwire_triggered'], said['triggered'], said['blocked'], said['flagged']];
  const passes = [said['passed'], said['valid']];
  if (stops.includes(true) || passes.includes(false)) return 'blocked';
  return stops.includes(false) || passes.includes(true) ? 'passed' : undefined;
};

const decided = (said: JsonObject): GuardrailOutcome =>
  worded(said['decision'] ?? said['outcome'] ?? said['action'] ?? said['status']);

const worded = (said: JsonValue | undefined): GuardrailOutcome => {
  if (typeof said !== 'string') return 'unknown';
  const word = said.slice(0, looked);
  if (saysBlocked.test(word)) return 'blocked';
  return saysPassed.test(word) ? 'passed' : 'unknown';
};

/** The call that a guardrail judged: `before`, `input` or `after.call` with `tool_name` and `arguments`. Undefined: it names none. */
export const judgedCall = ({ payload }: RunEvent): { readonly name: string; readonly args: JsonValue } | undefined => {
  const { before, input, after } = payload;
  for (const call of [before, input, isJsonObject(after) ? after['call'] : undefined]) {
    const name = isJsonObject(call) ? textField(call, 'tool_name') : undefined;
    if (isJsonObject(call) && name !== undefined) return { name, args: call['arguments'] ?? null };
  }
  return undefined;
};
