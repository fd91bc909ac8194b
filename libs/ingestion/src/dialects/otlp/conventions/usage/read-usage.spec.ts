import type { JsonObject, JsonValue } from '@debrief/kernel';
import { otlpSpan } from '../../../../../../../test/factories/otlp-span';
import { normalizeSpan } from '../normalize-span';

const usageOf = (attributes: JsonObject) => normalizeSpan(otlpSpan({ attributes })).usage;
const adk = (usage: JsonObject) => ({ 'gcp.vertex.agent.llm_response': JSON.stringify({ usage_metadata: usage }) });
const answer = (usage: JsonObject) => ({ response_data: JSON.stringify({ usage }) });
const output = (value: JsonObject) => ({ 'output.value': JSON.stringify(value) });
const chain = { 'openinference.span.kind': 'CHAIN' };

describe('input and output tokens', () => {
  it.each<[string, JsonObject]>([
    ['Langfuse', { 'langfuse.observation.usage_details': '{"input":7,"output":3,"total":10}' }],
    ['gen_ai', { 'gen_ai.usage.input_tokens': 7, 'gen_ai.usage.output_tokens': 3 }],
    ['gen_ai, its older names', { 'gen_ai.usage.prompt_tokens': 7, 'gen_ai.usage.completion_tokens': 3 }],
    ['llm.usage', { 'llm.usage.prompt_tokens': 7, 'llm.usage.completion_tokens': 3 }],
    ['OpenInference', { 'llm.token_count.prompt': 7, 'llm.token_count.completion': 3 }],
    ['AI SDK', { 'ai.usage.inputTokens': 7, 'ai.usage.outputTokens': 3 }],
    ['AI SDK, older', { 'ai.usage.promptTokens': 7, 'ai.usage.completionTokens': 3 }],
    ['MLflow', { 'mlflow.chat.tokenUsage': '{"input_tokens":7,"output_tokens":3,"total_tokens":10}' }],
    ['Google ADK', adk({ prompt_token_count: 7, candidates_token_count: 3 })],
    ['an answer of OpenAI', answer({ prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 })],
    ['an answer of Anthropic', answer({ input_tokens: 7, output_tokens: 3 })],
    [
      'CrewAI',
      { ...chain, ...output({ raw: 'x', token_usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } }) },
    ],
    [
      'AutoGen',
      {
        ...chain,
        ...output({
          messages: [
            { source: 'user', models_usage: null },
            { source: 'a', models_usage: { prompt_tokens: 4, completion_tokens: 1 } },
            { source: 'b', models_usage: { prompt_tokens: 3, completion_tokens: 2 } },
          ],
        }),
      },
    ],
  ])('are read from %s', (_name, attributes) => {
    expect(usageOf(attributes)).toMatchObject({ input: 7, output: 3, total: 10 });
  });

  const order: readonly JsonObject[] = [
    { 'langfuse.observation.usage_details': '{"input":1}' },
    { 'gen_ai.usage.input_tokens': 2 },
    { 'gen_ai.usage.prompt_tokens': 3 },
    { 'llm.usage.prompt_tokens': 4 },
    { 'llm.token_count.prompt': 5 },
    { 'ai.usage.inputTokens': 6 },
    { 'ai.usage.promptTokens': 7 },
    { 'mlflow.chat.tokenUsage': '{"input_tokens":8}' },
    adk({ prompt_token_count: 9 }),
    answer({ input_tokens: 10 }),
    output({ token_usage: { prompt_tokens: 11 } }),
  ];

  it.each(order.map((source, index) => [Object.keys(source)[0], index] as const))(
    'of %s go before those of all later sources',
    (_name, index) => {
      const attributes = Object.assign({}, ...order.slice(index)) as JsonObject;
      expect(usageOf(attributes)?.input).toBe(index + 1);
    },
  );

  it('of AutoGen messages count in chains alone', () => {
    const messages = output({ messages: [{ models_usage: { prompt_tokens: 4, completion_tokens: 1 } }] });
    expect(usageOf({ 'openinference.span.kind': 'AGENT', ...messages })).toBeNull();
  });

  it.each<[string, JsonValue]>([
    ['negative', -1],
    ['a fraction', 1.5],
    ['not a number', 'many'],
    ['beyond what is exact', '9007199254740993'],
    ['a boolean', true],
  ])('that are %s are ignored', (_what, count) => {
    expect(usageOf({ 'gen_ai.usage.input_tokens': count, 'gen_ai.usage.prompt_tokens': 5 })?.input).toBe(5);
    expect(usageOf({ 'gen_ai.usage.input_tokens': count })).toBeNull();
  });

  it('are taken from digits', () => {
    expect(usageOf({ 'gen_ai.usage.input_tokens': '12' })?.input).toBe(12);
  });
});

const used = { 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 50 };

describe.each<['cacheRead' | 'cacheWrite' | 'reasoning', (string | [string, JsonObject])[]]>([
  [
    'cacheRead',
    [
      'gen_ai.usage.cache_read.input_tokens',
      'gen_ai.usage.cache_read_input_tokens',
      'gen_ai.usage.cache_read_tokens',
      'gen_ai.usage.details.cache_read_tokens',
      'llm.usage.cache_read_input_tokens',
      'llm.token_count.prompt_details.cache_read',
      'ai.usage.cachedInputTokens',
      ['ai.response.providerMetadata', { 'ai.response.providerMetadata': '{"openai":{"cachedPromptTokens":9}}' }],
      ['Google ADK', adk({ cached_content_token_count: 9 })],
      ['an answer of Anthropic', answer({ cache_read_input_tokens: 9 })],
      ['an answer of OpenAI', answer({ prompt_tokens_details: { cached_tokens: 9 } })],
      ['CrewAI', output({ token_usage: { cached_prompt_tokens: 9 } })],
    ],
  ],
  [
    'cacheWrite',
    [
      'gen_ai.usage.cache_creation.input_tokens',
      'gen_ai.usage.cache_creation_input_tokens',
      'gen_ai.usage.cache_write_input_tokens',
      'gen_ai.usage.cache_write_tokens',
      'gen_ai.usage.details.cache_write_tokens',
      'llm.usage.cache_creation_input_tokens',
      'llm.token_count.prompt_details.cache_write',
      [
        'ai.response.providerMetadata',
        { 'ai.response.providerMetadata': '{"anthropic":{"cacheCreationInputTokens":9}}' },
      ],
      ['an answer of Anthropic', answer({ cache_creation_input_tokens: 9 })],
    ],
  ],
  [
    'reasoning',
    [
      'gen_ai.usage.reasoning.output_tokens',
      'gen_ai.usage.reasoning_tokens',
      'gen_ai.usage.output_reasoning_tokens',
      'gen_ai.usage.thoughts_token_count',
      'llm.token_count.completion_details.reasoning',
      'ai.usage.reasoningTokens',
      ['Google ADK', adk({ thoughts_token_count: 9 })],
    ],
  ],
])('%s', (part, rows) => {
  it.each(rows.map((row) => (typeof row === 'string' ? ([row, { [row]: 9 }] as const) : row)))(
    'is read from %s',
    (_name, attributes) => {
      expect(usageOf({ ...used, ...attributes })?.[part]).toBe(9);
    },
  );
});

describe('usage as its source counts it', () => {
  it.each<[string, JsonObject, JsonObject]>([
    [
      'Langfuse: each token under one type',
      { 'langfuse.observation.usage_details': '{"input":900,"input_cache_read":100,"output":10,"output_reasoning":5}' },
      { input: 1000, output: 15, total: 1015, cacheRead: 100, reasoning: 5 },
    ],
    [
      "Langfuse: OpenAI's own usage object",
      {
        'langfuse.observation.usage_details':
          '{"prompt_tokens":1000,"completion_tokens":10,"total_tokens":1010,"prompt_tokens_details":{"cached_tokens":100}}',
      },
      { input: 1000, output: 10, total: 1010, cacheRead: 100 },
    ],
    [
      'an answer of Anthropic: cache beside the input',
      answer({ input_tokens: 900, cache_read_input_tokens: 100, output_tokens: 10 }),
      { input: 1000, output: 10, cacheRead: 100 },
    ],
    [
      'an answer of OpenAI: cache within the prompt',
      answer({ prompt_tokens: 1000, prompt_tokens_details: { cached_tokens: 100 }, completion_tokens: 10 }),
      { input: 1000, output: 10, cacheRead: 100 },
    ],
    [
      'Google ADK: thoughts beside the candidates',
      adk({ prompt_token_count: 20, candidates_token_count: 10, thoughts_token_count: 4, total_token_count: 34 }),
      { input: 20, output: 14, total: 34, reasoning: 4 },
    ],
    [
      'gen_ai of Gemini: thoughts beside the output, however few',
      { ...used, 'gen_ai.usage.thoughts_token_count': 4 },
      { input: 100, output: 54, reasoning: 4 },
    ],
  ])('%s', (_name, attributes, expected) => {
    expect(usageOf(attributes)).toMatchObject(expected);
  });
});
