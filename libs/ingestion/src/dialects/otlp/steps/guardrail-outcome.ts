import { isJsonObject, type JsonValue } from '@debrief/kernel';

const stops = ['tripwire_triggered', 'triggered', 'blocked', 'flagged'];
const passes = ['passed', 'valid'];

/** What a guardrail decided, by the flags of its output (otel.md B4). A flag that stops outweighs one that passes. */
export const guardrailOutcome = (output: JsonValue): 'blocked' | 'passed' | 'unknown' => {
  if (!isJsonObject(output)) return 'unknown';
  const says = (flags: readonly string[], value: boolean): boolean =>
    flags.some((flag) => Object.hasOwn(output, flag) && output[flag] === value);
  if (says(stops, true) || says(passes, false)) return 'blocked';
  return says(stops, false) || says(passes, true) ? 'passed' : 'unknown';
};
