import { isRawJson, type JsonObject, type JsonValue } from '@debrief/kernel';

const integers = ['input_tokens', 'output_tokens', 'latency_ms'] as const;
const references = ['prompt_ref', 'messages_ref'] as const;
const raw = ['prompt', 'messages'] as const;

/**
 * The one payload with rules (native surface, section 3): a model, whole numbers, and references in place of raw prompts.
 * Returns `payload.<field>: problem` for the first problem, or null. A null field is an absent one.
 */
export function checkLlmCall(payload: JsonObject): string | null {
  const model = payload['model'];
  if (typeof model !== 'string' || model === '') {
    return `payload.model: ${model == null ? 'is required' : 'must be a non-empty string'}`;
  }
  for (const field of raw) {
    if (payload[field] != null) return `payload.${field}: is not accepted, send ${field}_ref`;
  }
  for (const field of references) {
    if (payload[field] != null && typeof payload[field] !== 'string') return `payload.${field}: must be a string`;
  }
  for (const field of integers) {
    if (payload[field] != null && !Number.isSafeInteger(payload[field])) return `payload.${field}: must be an integer`;
  }
  if (payload['cost_usd'] != null && finiteNumber(payload['cost_usd']) === null) {
    return 'payload.cost_usd: must be a number';
  }
  return null;
}

/** The nearest double of a JSON number (a long decimal arrives as `RawJson`); null for everything else and for `1e400`. */
export function finiteNumber(value: JsonValue | undefined): number | null {
  const number = typeof value === 'object' && isRawJson(value) ? Number(value.rawJSON) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
