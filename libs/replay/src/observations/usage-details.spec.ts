import { readCostDetails, usageDetailsOf } from './usage-details';

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
