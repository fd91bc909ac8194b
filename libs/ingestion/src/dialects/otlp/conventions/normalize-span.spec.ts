import { otlpSpan } from '../../../../../../test/factories/otlp-span';
import { normalizeSpan } from './normalize-span';

it('reads a call of a model by the semantic conventions', () => {
  const normal = normalizeSpan(
    otlpSpan({
      name: 'chat gpt-4o',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.response.model': 'gpt-4o-2024-08-06',
        'gen_ai.usage.input_tokens': 1000,
        'gen_ai.usage.cache_read.input_tokens': 100,
        'gen_ai.usage.output_tokens': 0,
        'gen_ai.response.finish_reasons': ['stop'],
      },
    }),
  );
  expect(normal).toMatchObject({
    observationType: 'generation',
    category: 'llm',
    eventType: 'llm_call',
    framework: 'Unknown',
    provider: 'openai',
    usage: { input: 1000, output: 0, total: 1000, cacheRead: 100, cacheWrite: 0, reasoning: 0 },
    cost: { input: 0.00225, cacheRead: 0.000125, total: 0.002375, source: 'list' },
    finishReasons: ['stop'],
  });
});

it('bills 1,000 tokens, 100 of them cached, alike however they are split', () => {
  const call = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.output_tokens': 50 };
  const included = { 'gen_ai.usage.input_tokens': 1000, 'gen_ai.usage.cache_read_input_tokens': 100 };
  const apart = {
    'gen_ai.usage.input_tokens': 900,
    'gen_ai.usage.cache_read_input_tokens': 100,
    'gen_ai.usage.total_tokens': 1050,
  };
  const [one, other] = [included, apart].map((usage) => normalizeSpan(otlpSpan({ attributes: { ...call, ...usage } })));
  expect(one?.usage).toEqual({ input: 1000, output: 50, total: 1050, cacheRead: 100, cacheWrite: 0, reasoning: 0 });
  expect(other).toEqual(one);
});
