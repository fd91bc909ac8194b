import type { Script } from '../../../setup/model-server';

/** What every agent of these suites is asked, looks up and answers. */
export const weather = {
  system: 'You tell the weather.',
  question: 'Do I need an umbrella in Paris?',
  city: 'Paris',
  report: 'rainy, 14 °C',
  answer: 'Yes, take an umbrella.',
  model: 'gpt-4o-mini',
} as const;

/** Calls the tool, then answers. */
export const weatherScript: Script = ({ turn }) =>
  turn === 0
    ? {
        calls: [{ name: 'get_weather', input: { city: weather.city } }],
        inputTokens: 1_200,
        outputTokens: 20,
        cachedTokens: 0,
      }
    : { text: weather.answer, inputTokens: 1_300, outputTokens: 30, cachedTokens: 200 };

/**
 * Of a run of the two calls, each token once. In dollars a million: 0.15 for input, 0.075 where the cache held it, 0.60 for output. So
 * 2,300 + 200 + 50 tokens cost 0.000345 + 0.000015 + 0.00003.
 */
export const weatherTotals = {
  input_tokens: 2_500,
  output_tokens: 50,
  total_tokens: 2_550,
  cache_read_tokens: 200,
  input_cost: 0.000345,
  cache_read_cost: 0.000015,
  output_cost: 0.00003,
  total_cost: 0.00039,
} as const;

/** The same where an instrumentation does not say what the cache held: 2,500 tokens at the full price. */
export const totalsWithoutCache = {
  ...weatherTotals,
  cache_read_tokens: 0,
  input_cost: 0.000375,
  cache_read_cost: 0,
  total_cost: 0.000405,
} as const;
