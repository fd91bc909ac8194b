import type { JsonObject, JsonValue } from '@debrief/kernel';
import { otlpSpan, otlpSpanEvent } from '../../../../../../../test/factories/otlp-span';
import type { OtlpSpan } from '../../otlp.types';
import { normalizeSpan } from '../normalize-span';

/** A tool by its kind, so that no source is needed to know it for one. */
const tool = (attributes: JsonObject, changes: Partial<OtlpSpan> = {}) =>
  normalizeSpan(
    otlpSpan({ name: 'search', attributes: { 'openinference.span.kind': 'TOOL', ...attributes }, ...changes }),
  );

const from = (names: readonly string[], first: number): JsonObject =>
  Object.fromEntries(names.slice(first).map((name, index): [string, JsonValue] => [name, `value ${first + index}`]));

const rows = {
  toolName: ['gen_ai.tool.name', 'ai.toolCall.name', 'tool.name', 'tool_name', 'lk.function_tool.name'],
  toolCallId: ['gen_ai.tool.call.id', 'ai.toolCall.id', 'tool_call.id', 'tool.id', 'lk.function_tool.id'],
  toolArguments: [
    'gen_ai.tool.call.arguments',
    'ai.toolCall.args',
    'tool_arguments',
    'gcp.vertex.agent.tool_call_args',
    'lk.function_tool.arguments',
    'langfuse.observation.input',
    'mlflow.spanInputs',
    'traceloop.entity.input',
    'gen_ai.prompt',
    'input.value',
    'tool.parameters',
    'input',
  ],
  toolResult: [
    'gen_ai.tool.call.result',
    'ai.toolCall.result',
    'tool_response',
    'gcp.vertex.agent.tool_response',
    'lk.function_tool.output',
    'langfuse.observation.output',
    'mlflow.spanOutputs',
    'traceloop.entity.output',
    'gen_ai.completion',
    'output.value',
    'output',
  ],
} as const;

describe.each(Object.entries(rows) as [keyof typeof rows, readonly string[]][])('%s', (field, names) => {
  it.each(names.map((name, index) => [name, index] as const))(
    'is read from %s before all later sources',
    (_name, index) => {
      expect(tool(from(names, index))[field]).toBe(`value ${index}`);
    },
  );
});

describe('toolName', () => {
  it.each([
    ['execute_tool get_weather', 'get_weather'],
    ['running tool: get_weather', 'get_weather'],
    ['get_weather', 'get_weather'],
  ])('is read from the span name %j', (name, expected) => {
    expect(tool({}, { name }).toolName).toBe(expected);
  });

  it('is the entity of a Traceloop tool, and not of another kind', () => {
    const entity = { 'traceloop.entity.name': 'get_weather' };
    expect(tool({ 'traceloop.span.kind': 'tool', ...entity }).toolName).toBe('get_weather');
    expect(tool({ 'traceloop.span.kind': 'task', ...entity }).toolName).toBe('search');
  });

  it('is null for a span that is no tool', () => {
    expect(normalizeSpan(otlpSpan({ attributes: { 'input.value': 'x' } })).toolName).toBeNull();
  });
});

describe('arguments and results', () => {
  it('that are JSON text are read as JSON, others stay text', () => {
    expect(
      tool({ 'input.value': '{"city":"Paris","id":12345678901234567890}', 'output.value': 'rainy' }),
    ).toMatchObject({
      toolArguments: { city: 'Paris' },
      toolResult: 'rainy',
    });
  });

  it('stay text where they are nested too deep', () => {
    const deep = '['.repeat(65) + ']'.repeat(65);
    expect(tool({ 'input.value': deep }).toolArguments).toBe(deep);
  });

  it('keep a key that names the prototype', () => {
    const args = tool({ 'input.value': '{"__proto__":{"admin":true}}' }).toolArguments as JsonObject;
    expect(Object.keys(args)).toEqual(['__proto__']);
    expect(args['admin']).toBeUndefined();
  });

  it("come from the messages on the tool's own span", () => {
    const events = [
      otlpSpanEvent('gen_ai.tool.message', { role: 'tool', content: '{"a":1}', id: 'call_1' }),
      otlpSpanEvent('gen_ai.choice', { message: '[{"text":"2"}]', id: 'call_1' }),
    ];
    expect(tool({}, { events })).toMatchObject({
      toolArguments: { a: 1 },
      toolResult: [{ text: '2' }],
      toolCallId: 'call_1',
    });
  });
});

describe('error of a tool', () => {
  it.each<[string, JsonObject, string]>([
    ['gen_ai.tool.status', { 'gen_ai.tool.status': 'error', 'output.value': 'denied' }, 'denied'],
    ['lk.function_tool.is_error', { 'lk.function_tool.is_error': true, 'lk.function_tool.output': 'denied' }, 'denied'],
    ['is_error in the result', { 'output.value': '{"is_error":true,"content":"denied"}' }, 'denied'],
    ['isError in the result', { 'output.value': '{"isError":true,"error":"denied"}' }, 'denied'],
  ])('is read from %s', (_name, attributes, message) => {
    expect(tool(attributes).error).toEqual({ type: null, message, stack: null });
  });

  it('is null where the result says that none is', () => {
    expect(tool({ 'output.value': '{"is_error":false,"error":null}' }).error).toBeNull();
  });
});
