import type { TokenUsage } from '../conventions/normal-span';
import { decideCost, type Priced } from './decide-cost';
import { priceUsage } from './price-usage';
import { defaultPrices, type PriceList } from './price-list';

const usage = (given: Partial<TokenUsage>): TokenUsage => ({
  input: 0,
  output: 0,
  total: 0,
  cacheRead: 0,
  cacheWrite: 0,
  reasoning: 0,
  ...given,
});

const list: PriceList = {
  version: 'test',
  models: [
    { model: 'plain', input: 2, output: 10 },
    { model: 'full', input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5, reasoning: 20 },
    { model: 'tiered', input: 2, output: 10, long: { above: 1000, input: 4, output: 15 } },
  ],
};
const all = usage({ input: 1000, output: 500, cacheRead: 300, cacheWrite: 100, reasoning: 200 });

describe('priceUsage', () => {
  it('prices 1,000 tokens, 100 of them cached, as the contract does', () => {
    const cost = priceUsage(usage({ input: 1000, cacheRead: 100 }), 'openai', ['gpt-4o'], defaultPrices);
    expect(cost).toMatchObject({ input: 0.00225, cacheRead: 0.000125, total: 0.002375, source: 'list' });
  });

  it.each<[string, TokenUsage, object]>([
    [
      'plain',
      all,
      { input: 0.0012, output: 0.003, cacheRead: 0.0006, cacheWrite: 0.0002, reasoning: 0.002, total: 0.007 },
    ],
    [
      'full',
      all,
      { input: 0.0012, output: 0.003, cacheRead: 0.00006, cacheWrite: 0.00025, reasoning: 0.004, total: 0.00851 },
    ],
    ['tiered', usage({ input: 1000, output: 100 }), { input: 0.002, output: 0.001 }],
    ['tiered', usage({ input: 1001, output: 100 }), { input: 0.004004, output: 0.0015 }],
    ['plain', usage({ input: 3 }), { input: 0.000006, output: 0, total: 0.000006 }],
  ])('prices each token once, by %s', (model, used, expected) => {
    expect(priceUsage(used, null, [model], list)).toMatchObject(expected);
  });

  it('asks for the first model that a list knows, and the first list first', () => {
    const own: PriceList = { version: 'own', models: [{ model: 'plain', input: 1, output: 1 }] };
    const used = usage({ input: 1_000_000 });
    expect(priceUsage(used, null, [null, 'unknown', 'plain'], list)?.total).toBe(2);
    expect(priceUsage(used, null, ['plain'], [own, list])?.total).toBe(1);
    expect(priceUsage(used, null, ['unknown'], list)).toBeNull();
  });
});

describe('decideCost', () => {
  const decide = (given: Partial<Priced>) =>
    decideCost({ usage: all, reported: null, provider: null, models: ['plain'], ...given }, [list]);

  it.each<[string, Partial<Priced>, object | null]>([
    ['neither usage nor a report', { usage: null }, null],
    ['no report: the list', {}, { total: 0.007, source: 'list' }],
    ['no price: zeros', { models: ['unknown'] }, { input: 0, total: 0, source: 'none' }],
    [
      'a total without parts: split as the list would have it',
      { reported: { total: 0.014 } },
      { input: 0.0024, output: 0.006, cacheRead: 0.0012, cacheWrite: 0.0004, reasoning: 0.004, total: 0.014 },
    ],
    [
      'a total without parts or price: all in the input',
      { reported: { total: 1 }, models: [] },
      { input: 1, output: 0, total: 1 },
    ],
    ['a total without usage', { reported: { total: 1 }, usage: null }, { input: 1, total: 1, source: 'reported' }],
    [
      'parts without a total: their sum',
      { reported: { input: 0.1, output: 0.2 } },
      { input: 0.1, output: 0.2, cacheRead: 0, total: 0.3 },
    ],
    [
      'a total and a part: the rest is split',
      { reported: { input: 0.1, total: 0.3 }, models: ['other'] },
      { input: 0.1, total: 0.3 },
    ],
    [
      'a total below its parts',
      { reported: { input: 0.5, output: 0.5, total: 0.3 } },
      { input: 0.5, output: 0.5, total: 0.3 },
    ],
    ['a reported zero', { reported: { total: 0 } }, { input: 0, total: 0, source: 'reported' }],
  ])('%s', (_name, given, expected) => {
    if (expected === null) expect(decide(given)).toBeNull();
    else expect(decide(given)).toMatchObject(expected);
  });

  it('loses nothing in a split', () => {
    const cost = decide({ reported: { total: 0.1 } });
    const parts = [cost?.input, cost?.output, cost?.cacheRead, cost?.cacheWrite, cost?.reasoning] as number[];
    expect(Math.abs(parts.reduce((sum, part) => sum + part, 0) - 0.1)).toBeLessThan(1e-15);
  });
});
