import { defaultPrices, priceUsage } from '@debrief/ingestion';
import type { JsonObject } from '@debrief/kernel';
import type { SessionEventData } from '../session-event';
import { countOf, firstField, objectOf, textOf, valueOf } from './read-value';
import type { Said } from './said';

/** A model call as an agent tells of it. What it does not count is null, never guessed; a cost is its own word or the price list's. */
export const llmData = ({ payload, metadata }: Said, latencyMs: number | null): SessionEventData['llm_call'] => {
  const places = [payload, metadata];
  const count = (...names: string[]): number | null => firstField(places, names, countOf);
  const model = textOf(payload['model']);
  const provider = firstField(places, ['provider'], textOf);
  const tokens = {
    input: countOf(payload['input_tokens']),
    output: countOf(payload['output_tokens']),
    cached: count('cached_input_tokens', 'cache_read_tokens'),
    reasoning: count('reasoning_tokens'),
  };
  return {
    model,
    provider,
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    cachedInputTokens: tokens.cached,
    reasoningTokens: tokens.reasoning,
    totalTokens: count('total_tokens') ?? totalOf(tokens),
    latencyMs,
    timeToFirstTokenMs: count('time_to_first_token_ms', 'ttft_ms'),
    costUsd: countOf(payload['cost_usd']) ?? listedCost(tokens, provider, model),
    prompt: toPrompt({
      ref: textOf(payload['prompt_ref']),
      messagesRef: textOf(payload['messages_ref']),
      name: firstField(places, ['prompt_name'], textOf),
      version: firstField(places, ['prompt_version'], (value) => textOf(value) ?? countOf(value)?.toString() ?? null),
    }),
    parameters: firstField(places, ['parameters', 'model_parameters'], objectOf),
    finishReason: firstField(places, ['finish_reason'], textOf),
    input: valueOf(payload['input']),
    output: valueOf(payload['output']),
  };
};

/** Null where nothing is known of a prompt. */
export const toPrompt = (prompt: {
  readonly ref: string | null;
  readonly messagesRef: string | null;
  readonly name: string | null;
  readonly version: string | null;
}): JsonObject | null => (Object.values(prompt).some((value) => value !== null) ? { ...prompt } : null);

interface Tokens {
  readonly input: number | null;
  readonly output: number | null;
  readonly cached: number | null;
  readonly reasoning: number | null;
}

const totalOf = ({ input, output }: Tokens): number | null =>
  input === null && output === null ? null : (input ?? 0) + (output ?? 0);

const listedCost = (tokens: Tokens, provider: string | null, model: string | null): number | null => {
  const total = totalOf(tokens);
  // Prices are for whole tokens.
  if (total === null || !Object.values(tokens).every((count) => count === null || Number.isSafeInteger(count)))
    return null;
  const usage = {
    input: tokens.input ?? 0,
    output: tokens.output ?? 0,
    total,
    cacheRead: Math.min(tokens.cached ?? 0, tokens.input ?? 0),
    cacheWrite: 0,
    reasoning: Math.min(tokens.reasoning ?? 0, tokens.output ?? 0),
  };
  return priceUsage(usage, provider, [model], defaultPrices)?.total ?? null;
};
