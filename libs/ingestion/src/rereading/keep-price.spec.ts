import { otlpSpan } from '../../../../test/factories/otlp-span';
import { normalizeSpan } from '../dialects/otlp/conventions/normalize-span';
import { toPriceList } from '../dialects/otlp/prices/to-price-list';
import { keepPrice, type PricedSpan } from './keep-price';

const prices = [toPriceList([{ model: 'm', input: 3, output: 5 }])];
const read = (attributes: Record<string, number | string> = {}) =>
  normalizeSpan(
    otlpSpan({
      attributes: {
        ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' },
        ...{ 'gen_ai.usage.input_tokens': 1_000_000, 'gen_ai.usage.output_tokens': 1_000_000, ...attributes },
      },
    }),
    prices,
  );
/** Priced when the list asked one dollar for both. */
const stored: PricedSpan = {
  ...{
    traceId: 't',
    spanId: 's',
    parentId: null,
    observationType: 'generation',
    requestModel: 'm',
    responseModel: null,
  },
  ...{ inputTokens: 1_000_000, outputTokens: 1_000_000, totalTokens: 2_000_000 },
  ...{ cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0, costUsd: 2, inputCost: 1, outputCost: 1 },
  ...{ cacheReadCost: 0, cacheWriteCost: 0, reasoningCost: 0, costSource: 'list' },
};
const unpriced: PricedSpan = { ...stored, costUsd: null, inputCost: null, outputCost: null, costSource: 'none' };

it.each<[string, PricedSpan, ReturnType<typeof read>, object]>([
  ['the price of its time', stored, read(), { total: 2, input: 1, output: 1, source: 'list' }],
  ['that no list had a price', unpriced, read(), { total: 0, source: 'none' }],
])('keeps %s where the same is priced', (_name, before, normal, cost) => {
  expect(keepPrice(normal, before)).toEqual({ ...normal, cost: expect.objectContaining(cost) as unknown });
});

it.each<[string, PricedSpan, ReturnType<typeof read>, object]>([
  ['other tokens', { ...stored, inputTokens: 1, totalTokens: 1_000_001 }, read(), { total: 8 }],
  ['tokens where there were none', { ...unpriced, totalTokens: null }, read(), { total: 8 }],
  ['another model', { ...stored, requestModel: 'n' }, read(), { total: 8 }],
  ['a model of the answer', stored, read({ 'gen_ai.response.model': 'm' }), { total: 8 }],
  ['a cost that was reported', stored, read({ 'gen_ai.usage.cost': 7 }), { total: 7, source: 'reported' }],
  ['a price where it was reported before', { ...stored, costSource: 'reported' }, read(), { total: 8 }],
  ['a price where nothing was priced', { ...stored, costSource: null }, read(), { total: 8 }],
])('takes the price of now for %s', (_name, before, normal, cost) => {
  expect(keepPrice(normal, before)).toBe(normal);
  expect(normal.cost).toMatchObject(cost);
});
