import type { JsonObject, JsonValue } from '@debrief/kernel';
import { readUsageParts } from './usage-parts';

describe('the parts of a usage', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['a free map', { input: 7, output: 3, total: 10 }, { input: 7, output: 3, total: 10 }],
    ['a map without a total', { input: 7, output: 3, audio: 2 }, { input: 7, output: 3, audio: 2, total: 12 }],
    ["Langfuse's older words", { promptTokens: 7, completionTokens: 3 }, { input: 7, output: 3, total: 10 }],
    ["AgentTrace's words", { inputTokens: 150, outputTokens: 200 }, { input: 150, output: 200, total: 350 }],
    [
      'cached tokens that fit inside of the input',
      { inputTokens: 100, outputTokens: 5, cacheReadTokens: 60, cacheCreationTokens: 10 },
      { input: 30, output: 5, input_cache_read: 60, input_cache_creation: 10, total: 105 },
    ],
    [
      'cached tokens that the total has beside the input',
      { inputTokens: 100, outputTokens: 5, cacheReadTokens: 60, totalTokens: 165 },
      { input: 100, output: 5, input_cache_read: 60, total: 165 },
    ],
    [
      "OpenAI's chat form",
      {
        ...{ prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
        prompt_tokens_details: { cached_tokens: 60, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 8 },
      },
      {
        ...{ input: 40, output: 12, total: 120 },
        ...{ input_cached_tokens: 60, input_audio_tokens: 0, output_reasoning_tokens: 8 },
      },
    ],
    [
      "OpenAI's form of responses",
      { input_tokens: 100, output_tokens: 20, input_tokens_details: { cached_tokens: 60 } },
      { input: 40, output: 20, input_cached_tokens: 60, total: 120 },
    ],
    [
      "Anthropic's form, whose parts are disjoint",
      { input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 90, cache_creation_input_tokens: 4 },
      { input: 10, output: 5, cache_read_input_tokens: 90, cache_creation_input_tokens: 4, total: 109 },
    ],
    [
      'details that are more than their side',
      { input_tokens: 1, input_tokens_details: { cached_tokens: 3 } },
      {
        input: 0,
        input_cached_tokens: 3,
        total: 3,
      },
    ],
    ['counts that can be some', { input: 7, output: -3, x: 1.5, y: '4' }, { input: 7, y: 4, total: 11 }],
  ])('are read of %s', (_name, usage, parts) => expect(readUsageParts(usage)).toEqual(parts));

  it.each<[string, JsonValue | undefined]>([
    ['nothing', undefined],
    ['an empty map', {}],
    ['a map without counts', { input: null, unit: 'TOKENS' }],
    ['a list', [1]],
    ['a number', 5],
  ])('are none of %s', (_name, usage) => expect(readUsageParts(usage)).toBeUndefined());
});
