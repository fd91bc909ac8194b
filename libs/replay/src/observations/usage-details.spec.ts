import { readCostDetails, readUsageDetails, usageDetailsOf } from './usage-details';

describe('readUsageDetails', () => {
  it.each([
    ['a free map', { input: 10, output: 5, audio: 2 }, { input: 10, output: 5, audio: 2, total: 17 }],
    ['a given total', { input: 10, output: 5, total: 20 }, { input: 10, output: 5, total: 20 }],
    [
      'OpenAI’s chat form',
      {
        prompt_tokens: 100,
        completion_tokens: 50,
        total_tokens: 150,
        prompt_tokens_details: { cached_tokens: 40, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 20 },
      },
      {
        input: 60,
        output: 30,
        input_cached_tokens: 40,
        input_audio_tokens: 0,
        output_reasoning_tokens: 20,
        total: 150,
      },
    ],
    [
      'OpenAI’s responses form',
      { input_tokens: 7, output_tokens: 3, input_tokens_details: { cached_tokens: 2 } },
      { input: 5, output: 3, input_cached_tokens: 2, total: 10 },
    ],
    ['negative, fractional and wrong counts', { input: -1, output: 1.5, x: 'many', y: 2 }, { y: 2, total: 2 }],
    ['counts as text', { input: '3' }, { input: 3, total: 3 }],
    ['nothing', {}, {}],
  ])('reads %s', (_what, sent, expected) => expect(readUsageDetails(sent)).toEqual(expected));
});

describe('readCostDetails', () => {
  it.each([
    [
      { input: 0.1, output: 0.2 },
      { input: 0.1, output: 0.2, total: 0.3 },
    ],
    [{ total: 0.5 }, { total: 0.5 }],
    [{ input: -1 }, {}],
  ])('reads %j', (sent, expected) => expect(readCostDetails(sent)).toEqual(expected));
});

describe('usageDetailsOf', () => {
  const none = {
    inputTokens: 0,
    outputTokens: 0,
    totalTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
    inputCost: 0,
    outputCost: 0,
    cacheReadCost: 0,
    cacheWriteCost: 0,
    reasoningCost: 0,
    totalCost: 0,
  };
  it('takes cached and reasoning tokens apart, each once', () =>
    expect(
      usageDetailsOf({
        ...none,
        inputTokens: 100,
        cacheReadTokens: 30,
        outputTokens: 20,
        reasoningTokens: 5,
        totalTokens: 120,
      }),
    ).toEqual({ input: 70, output: 15, input_cached_tokens: 30, output_reasoning_tokens: 5, total: 120 }));
  it('says nothing where nothing was used', () => expect(usageDetailsOf(none)).toEqual({}));
});
