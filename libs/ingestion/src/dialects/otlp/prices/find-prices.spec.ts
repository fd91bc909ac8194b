import { findPrices } from './find-prices';
import { defaultPrices, type PriceList } from './price-list';

const list: PriceList = {
  version: 'test',
  models: [
    { model: 'gpt-4o', aliases: ['gpt-4o-chat'], input: 1, output: 1 },
    { model: 'gpt-4o-2024-05-13', input: 2, output: 2 },
    { model: 'claude-opus-4', input: 3, output: 3 },
    { model: 'llama3-1-8b-instruct', host: 'bedrock', input: 4, output: 4 },
    { model: 'llama3-1-8b-instruct', host: 'groq', input: 5, output: 5 },
  ],
};

describe('findPrices', () => {
  it.each<[model: string, provider: string | null, input: number | undefined]>([
    ['gpt-4o', null, 1],
    ['GPT-4o', 'openai', 1],
    ['gpt-4o-chat', null, 1],
    ['gpt-4o-2024-05-13', null, 2],
    ['gpt-4o-2024-08-06', null, 1],
    ['gpt-4o-latest', null, 1],
    ['gpt-4o-preview-05-20', null, 1],
    ['gpt-4o-0613', null, 1],
    ['openai/gpt-4o', null, 1],
    ['openrouter/openai/gpt-4o:free', null, 1],
    ['azure/gpt-4o-2024-08-06', 'azure', 1],
    ['claude-opus-4-20250514', 'anthropic', 3],
    ['claude-opus-4@20250514', 'vertex_ai', 3],
    ['anthropic.claude-opus-4-20250514-v1:0', 'aws.bedrock', 3],
    ['global.anthropic.claude-opus-4-20250514-v1:0', null, 3],
    ['meta.llama3-1-8b-instruct-v1:0', 'aws.bedrock', 4],
    ['us.meta.llama3-1-8b-instruct-v1:0', null, 4],
    ['llama3-1-8b-instruct', 'groq', 5],
    ['llama3-1-8b-instruct', 'together', undefined],
    ['gpt-4o-mini', 'openai', undefined],
    ['gpt-4o-audio-preview', 'openai', undefined],
    ['claude-opus-4-9', 'anthropic', undefined],
    ['gpt-4', 'openai', undefined],
    ['', null, undefined],
    ['__proto__', null, undefined],
    [`gpt-4o${'-001'.repeat(60)}`, null, 1],
    [`gpt-4o${'-001'.repeat(10_000)}`, null, undefined],
  ])('%s of %s', (model, provider, input) => {
    expect(findPrices(list, model, provider)?.input).toBe(input);
  });
});

describe('the list of the product', () => {
  it.each<[model: string, provider: string, prices: object]>([
    ['gpt-4o-2024-08-06', 'openai', { input: 2.5, output: 10, cacheRead: 1.25 }],
    ['gpt-4.1-2025-04-14', 'openai', { input: 2, output: 8, cacheRead: 0.5 }],
    ['gpt-4o-mini-2024-07-18', 'openai', { input: 0.15, output: 0.6 }],
    ['gpt-4-0613', 'openai', { input: 30, output: 60 }],
    ['claude-sonnet-4-20250514', 'anthropic', { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }],
    ['global.anthropic.claude-haiku-4-5-20251001-v1:0', 'aws.bedrock', { input: 1, output: 5 }],
    ['gemini-2.0-flash', 'gcp.vertex.agent', { input: 0.1, output: 0.4 }],
    ['models/gemini-2.5-pro', 'google', { input: 1.25, output: 10 }],
    ['us.amazon.nova-pro-v1:0', 'aws.bedrock', { input: 0.8, output: 3.2 }],
    ['mistral-large-2411', 'mistral', { input: 2, output: 6 }],
    ['meta.llama3-3-70b-instruct-v1:0', 'aws.bedrock', { input: 0.72, output: 0.72 }],
    ['llama-3.3-70b-versatile', 'groq', { input: 0.59, output: 0.79 }],
    ['text-embedding-3-small', 'openai', { input: 0.02, output: 0 }],
  ])('knows %s of %s', (model, provider, prices) => {
    expect(findPrices(defaultPrices, model, provider)).toMatchObject(prices);
  });

  it('names no model twice, and prices every one as a price can be', () => {
    const names = defaultPrices.models.flatMap(({ model, host = '', aliases = [] }) =>
      [model, ...aliases].map((name) => `${host}/${name}`),
    );
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toBe(name.toLowerCase());
    for (const { model, input, output, cacheRead = input } of defaultPrices.models) {
      expect({ model, isPriced: input > 0 && output >= 0 && cacheRead <= input }).toEqual({ model, isPriced: true });
    }
  });
});
