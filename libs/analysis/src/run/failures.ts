import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { valueText } from './event-text';
import type { IndexedRun, ToolCall } from './index-run';
import type { RunEvent } from './run';

const exitCodePattern = /\bexit[ _-]?code:?\s*(-?\d{1,5})\b/i;
/** An exit code stands at the start or at the end of what an execution prints. */
const looked = 400;

/** The exit code that an execution's result gives, as a field or in its words; null when it gives none. */
export const exitCodeOf = (result: RunEvent): number | null => {
  const value = result.payload['result'];
  if (isJsonObject(value)) {
    const code = value['exit_code'] ?? value['exitCode'] ?? value['returncode'];
    if (typeof code === 'number') return code;
  }
  const text = valueText(value);
  const found = exitCodePattern.exec(text.slice(0, looked)) ?? exitCodePattern.exec(text.slice(-looked));
  return found ? Number(found[1]) : null;
};

/** What went wrong with a call: its error, or that its execution failed. Null when nothing did. */
export const failureOf = ({ error, result }: ToolCall): string | null => {
  if (error !== null) return error;
  const code = result ? exitCodeOf(result) : null;
  return code === null || code === 0 ? null : `exit code ${code}`;
};

/** Calls that failed, with whether a later call of the same tool succeeded. */
export const failedCalls = (
  run: IndexedRun,
): { readonly call: ToolCall; readonly failure: string; readonly isRecovered: boolean }[] => {
  const succeeded = new Set<string | null>();
  const failed = [];
  for (const call of run.calls.toReversed()) {
    const failure = failureOf(call);
    if (failure === null) {
      if (call.result) succeeded.add(call.name);
    } else failed.push({ call, failure, isRecovered: succeeded.has(call.name) });
  }
  return failed.reverse();
};

const sideEffects = new Set(
  'add apply approve assign block book buy cancel change charge close commit create delete deploy disable drop edit enable exchange execute insert invite merge modify move order overwrite patch pay place post publish purchase push put refund remove rename reply reserve reset return revoke schedule send set share submit transfer update upload write'.split(
    ' ',
  ),
);

/** Whether a tool changes something, by the verbs in its name. */
export const isSideEffecting = (name: string | null): boolean =>
  name !== null &&
  name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) => sideEffects.has(word));

/** A value as text in which equal values are equal: keys sorted, white space of strings folded, `1.0` as `1`. */
export const canonicalText = (value: JsonValue): string => {
  if (typeof value === 'string') return JSON.stringify(value.replace(/\s+/g, ' ').trim());
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalText(field)}`).join()}}`;
};

/** A call's request in a form in which equal requests are equal. */
export const requestOf = ({ name, args }: ToolCall): string => `${name} ${canonicalText(args)}`;
