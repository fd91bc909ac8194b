import type { JsonObject, JsonValue } from '@debrief/kernel';
import { otlpSpan, otlpSpanEvent } from '../../../../test/factories/otlp-span';
import { readSpanDetails } from './read-span-details';

const nothing = {
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
  isPriced: false,
};
const read = (attributes: JsonObject, usage = nothing) => readSpanDetails(otlpSpan({ attributes }), usage);
const json = (value: JsonValue): string => JSON.stringify(value);
const messages = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'hi' },
];

describe('input and output of a span', () => {
  it.each<[string, JsonObject, JsonValue, JsonValue]>([
    [
      'Langfuse: the values themselves',
      {
        'langfuse.observation.type': 'generation',
        'langfuse.observation.input': json({ messages, tools: [] }),
        'langfuse.observation.output': 'plain [text',
      },
      { messages, tools: [] },
      'plain [text',
    ],
    [
      'an observation that came as JSON: values of any kind',
      { 'langfuse.observation.input': 0, 'langfuse.observation.output': false },
      0,
      false,
    ],
    [
      'OpenTelemetry’s messages of a model',
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages': json([{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }]),
        'gen_ai.output.messages': json([{ role: 'assistant', parts: [{ type: 'text', content: 'hello' }] }]),
      },
      [{ role: 'user', content: 'hi' }],
      { role: 'assistant', content: 'hello' },
    ],
    [
      'OpenInference: a model’s messages before its whole request',
      {
        'openinference.span.kind': 'LLM',
        'input.value': json({ model: 'm', messages }),
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.content': 'hi',
        'output.value': 'hello',
      },
      [{ role: 'user', content: 'hi' }],
      { role: 'assistant', content: 'hello' },
    ],
    [
      'OpenInference: the value of a step',
      { 'openinference.span.kind': 'CHAIN', 'input.value': json({ question: 'why?' }), 'output.value': 'because' },
      { question: 'why?' },
      'because',
    ],
    [
      'a tool: its arguments and its result',
      {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.call.arguments': json({ city: 'Paris' }),
        'gen_ai.tool.call.result': json({ rain: true }),
      },
      { city: 'Paris' },
      { rain: true },
    ],
    ['MLflow', { 'mlflow.spanInputs': json({ q: 1 }), 'mlflow.spanOutputs': json([2]) }, { q: 1 }, [2]],
    ['nothing', {}, null, null],
  ])('are of %s', (_what, attributes, input, output) => expect(read(attributes)).toMatchObject({ input, output }));

  it('are of what its events say', () => {
    const span = otlpSpan({
      attributes: { 'gen_ai.operation.name': 'chat' },
      events: [
        otlpSpanEvent('gen_ai.user.message', { content: 'hi' }),
        otlpSpanEvent('gen_ai.choice', { index: 0, message: json({ role: 'assistant', content: 'hello' }) }),
      ],
    });
    expect(readSpanDetails(span, nothing)).toMatchObject({
      input: [{ role: 'user', content: 'hi' }],
      output: { role: 'assistant', content: 'hello' },
    });
  });

  it('keep a number that no double holds', () =>
    expect(json(read({ 'langfuse.observation.input': '{"id":12345678901234567890}' }).input)).toBe(
      '{"id":12345678901234567890}',
    ));
});

describe('what else is read of a span', () => {
  it('keeps an observation’s metadata apart from its trace’s', () =>
    expect(
      read({
        'langfuse.observation.type': 'span',
        'langfuse.trace.metadata.team': 'x',
        'langfuse.observation.metadata': json({ a: 1 }),
        'langfuse.observation.metadata.b': json({ c: 2 }),
      }).metadata,
    ).toEqual({ a: 1, b: { c: 2 } }));

  it('takes all metadata of other senders', () =>
    expect(read({ metadata: json({ a: 1 }), 'langsmith.metadata.b': 'x' }).metadata).toEqual({ a: 1, b: 'x' }));

  it.each<[JsonObject, JsonObject]>([
    [{ 'langfuse.observation.model.parameters': json({ temperature: 0 }) }, { temperature: 0 }],
    [{ 'llm.invocation_parameters': json({ top_p: 1 }) }, { top_p: 1 }],
    [{ 'gen_ai.request.model': 'm', 'gen_ai.request.max_tokens': 5 }, { max_tokens: 5 }],
    [{}, {}],
  ])('reads the parameters of the model in %j', (attributes, expected) =>
    expect(read(attributes).modelParameters).toEqual(expected),
  );

  it('gives usage and cost as they were sent, in disjoint parts', () =>
    expect(
      read({
        'langfuse.observation.usage_details': json({
          prompt_tokens: 10,
          completion_tokens: 4,
          prompt_tokens_details: { cached_tokens: 3 },
        }),
        'langfuse.observation.cost_details': json({ input: 0.1, output: 0.2 }),
      }),
    ).toMatchObject({
      usageDetails: { input: 7, input_cached_tokens: 3, output: 4, total: 14 },
      costDetails: { input: 0.1, output: 0.2, total: 0.3 },
    }));

  it.each<JsonObject>([{}, { 'langfuse.observation.cost_details': json({ input: -1, output: 'x' }) }])(
    'gives what is known of usage and cost where the sender has no such words: %j',
    (attributes) =>
      expect(
        read(attributes, {
          ...nothing,
          inputTokens: 2,
          totalTokens: 2,
          inputCost: 0.5,
          totalCost: 0.5,
          isPriced: true,
        }),
      ).toMatchObject({
        usageDetails: { input: 2, output: 0, total: 2 },
        costDetails: { input: 0.5, output: 0, total: 0.5 },
      }),
  );
});
