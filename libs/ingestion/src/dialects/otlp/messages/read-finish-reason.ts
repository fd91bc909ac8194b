import type { JsonValue } from '@debrief/kernel';

export type FinishReason = 'stop' | 'length' | 'tool_use' | 'content_filter' | 'error';

const words: Readonly<Record<FinishReason, readonly string[]>> = {
  stop: ['stop', 'end_turn', 'eos', 'eos_token', 'end', 'stop_sequence', 'complete', 'completed'],
  length: ['length', 'max_tokens', 'max_output_tokens', 'token_limit', 'truncated', 'model_context_window_exceeded'],
  tool_use: ['tool_use', 'tool_calls', 'tool_call', 'tool-calls', 'function_call', 'tool'],
  content_filter: [
    'content_filter',
    'content-filter',
    'content_filtered',
    'guardrail_intervened',
    'safety',
    'recitation',
    'blocked',
    'blocklist',
    'prohibited_content',
    'refusal',
  ],
  error: ['error', 'failed', 'failure', 'malformed_function_call'],
};

const reasons = new Map(
  Object.entries(words).flatMap(([reason, names]) => names.map((name) => [name, reason as FinishReason] as const)),
);

/** Why a model stopped, in one vocabulary (otel.md B5); null for other words. An enum's name (`FinishReason.STOP`) counts as its value. */
export function readFinishReason(value: JsonValue | undefined): FinishReason | null {
  if (typeof value !== 'string') return null;
  const word = value.slice(value.lastIndexOf('.') + 1).toLowerCase();
  return reasons.get(word) ?? null;
}
