import { toColumnText, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { NewEvent } from '../../new-event';
import { finiteNumber } from './check-llm-call';
import { hasError } from './decide-status';
import type { NativeEvent, NativeEventType } from './native-event';

/** The columns that are computed from a payload. */
export type EventFacts = Pick<
  NewEvent,
  'name' | 'agent' | 'level' | 'durationMs' | 'model' | 'inputTokens' | 'outputTokens' | 'costUsd'
>;

/** Which payload field names an event of a type; types that are missing here have no name. */
const nameFields: Partial<Record<NativeEventType, string>> = {
  tool_call: 'tool_name',
  tool_result: 'tool_name',
  browser_action: 'action',
  replay_artifact: 'artifact_type',
  state_change: 'name',
  score: 'name',
  error: 'error_type',
  metric: 'name',
};

/**
 * Reads the typed columns from a checked and masked event. A field of the wrong type is no fact (null): payloads are not
 * type-checked. Durations are milliseconds, cost is US dollars; negative amounts are left out of the columns, which are summed.
 */
export function readFacts(event: NativeEvent, metadata: JsonObject | null): EventFacts {
  const { type, payload } = event;
  const nameField = nameFields[type];
  const isLlmCall = type === 'llm_call';
  return {
    name: nameField === undefined ? null : label(payload[nameField]),
    agent: label(metadata?.['agent']) ?? label(payload['agent']),
    level: type === 'error' || (type === 'tool_result' && hasError(payload['error'])) ? 'error' : 'default',
    durationMs: amount(payload['duration_ms']) ?? (isLlmCall ? amount(payload['latency_ms']) : null),
    model: isLlmCall ? label(payload['model']) : null,
    inputTokens: isLlmCall ? amount(payload['input_tokens']) : null,
    outputTokens: isLlmCall ? amount(payload['output_tokens']) : null,
    costUsd: isLlmCall ? amount(payload['cost_usd']) : null,
  };
}

/** A label of at most 256 characters for a text column; the payload keeps the whole. */
const label = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? toColumnText(value.slice(0, 256)) : null;

const amount = (value: JsonValue | undefined): number | null => {
  const number = finiteNumber(value);
  return number === null || number < 0 || number > Number.MAX_SAFE_INTEGER ? null : number;
};
