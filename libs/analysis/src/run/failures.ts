import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { foldSpace } from './fold-space';
import type { IndexedRun } from './index-run';
import type { ToolCall } from './tool-call';

export interface FailedCall {
  readonly call: ToolCall;
  readonly failure: string;
  /** Whether a later call of the same tool succeeded. */
  readonly isRecovered: boolean;
}

export const failedCalls = (run: IndexedRun): FailedCall[] => {
  const succeeded = new Set<string | null>();
  const failed: FailedCall[] = [];
  for (const call of run.calls.toReversed()) {
    if (call.failure !== null) failed.push({ call, failure: call.failure, isRecovered: succeeded.has(call.name) });
    else if (call.result) succeeded.add(call.name);
  }
  return failed.reverse();
};

const sideEffects = new Set(
  'add apply approve assign block book buy cancel change charge close commit create delete deploy disable drop edit enable exchange execute insert invite merge modify move order overwrite patch pay place post publish purchase push put refund remove rename reply reserve reset return revoke schedule send set share submit transfer update upload write'.split(
    ' ',
  ),
);

/** Verbs that open the name of a tool that only looks: `get_order_details` orders nothing. */
const lookups = new Set(
  'calculate check compare count describe fetch find get inspect list look lookup query read retrieve search show think view'.split(
    ' ',
  ),
);

/** Whether a tool changes something, by the verbs in its name. */
export const isSideEffecting = (name: string | null): boolean => {
  if (name === null) return false;
  const words = wordsOfName(name);
  return !lookups.has(words[0] ?? '') && words.some((word) => sideEffects.has(word));
};

const searches = new Set('find list lookup query search'.split(' '));

/** Whether a tool looks for what may not be there, by the verb that opens its name: an empty result says that it is not. */
export const isSearch = (name: string | null): boolean => name !== null && searches.has(wordsOfName(name)[0] ?? '');

const wordsOfName = (name: string): string[] =>
  name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');

/** A value as text in which equal values are equal: keys sorted, white space of strings folded, `1.0` as `1`. */
export const canonicalText = (value: JsonValue): string => {
  if (typeof value === 'string') return JSON.stringify(foldSpace(value));
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalText(field)}`).join()}}`;
};

/** A call's request in a form in which equal requests are equal. */
export const requestOf = ({ name, args }: Pick<ToolCall, 'name' | 'args'>): string => `${name} ${canonicalText(args)}`;
