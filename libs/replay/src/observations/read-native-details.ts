import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@debrief/kernel';
import type { UsageTotals } from '../spans/spans.types';
import { isBlank, objectOf } from './json-of';
import type { NativePayload, ObservationDetails } from './observation.types';
import { costDetailsOf, usageDetailsOf } from './usage-details';

type Fields = Pick<ObservationDetails, 'input' | 'output'>;

/** What went into a native event and came out of it, by its type: a call's result is what came of it. */
export const readNativeDetails = (
  { type, payload, metadata, endPayload }: NativePayload,
  usage: UsageTotals & { readonly isPriced: boolean },
): ObservationDetails => {
  const begun = toObject(parseJson(payload));
  const ended = endPayload === null ? null : toObject(parseJson(endPayload));
  return {
    ...sidesOf(type, begun, ended),
    metadata: metadata === null ? null : objectOf(metadata),
    modelParameters: {},
    usageDetails: usageDetailsOf(usage),
    usageUnit: null,
    costDetails: usage.isPriced ? costDetailsOf(usage) : {},
  };
};

const toObject = (value: JsonValue): JsonObject => (isJsonObject(value) ? value : { value });

const sidesOf = (type: string, begun: JsonObject, ended: JsonObject | null): Fields => {
  switch (type) {
    case 'tool_call':
      return { input: begun['arguments'] ?? null, output: ended === null ? null : resultOf(ended) };
    case 'tool_result':
      return { input: null, output: resultOf(begun) };
    case 'retrieval':
      return { input: begun['query'] ?? null, output: begun['documents'] ?? null };
    case 'user_message':
      return { input: begun['content'] ?? null, output: null };
    case 'agent_message':
      return { input: null, output: begun['content'] ?? null };
    case 'llm_call':
      // Native model calls name where their messages are kept; they hold none.
      return { input: references(begun), output: null };
    default:
      return { input: Object.keys(begun).length === 0 ? null : begun, output: null };
  }
};

const resultOf = (payload: JsonObject): JsonValue =>
  isBlank(payload['error']) ? (payload['result'] ?? null) : (payload['error'] ?? null);

const references = (payload: JsonObject): JsonValue => {
  const named = Object.entries(payload).filter(([name]) => name === 'prompt_ref' || name === 'messages_ref');
  return named.length === 0 ? null : Object.fromEntries(named);
};
