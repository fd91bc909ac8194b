import type { JsonObject, JsonValue } from '@debrief/kernel';
import { otlpSpan, otlpSpanEvent } from '../../../../../../../test/factories/otlp-span';
import type { OtlpSpan } from '../../otlp.types';
import type { NormalSpan } from '../normal-span';
import { normalizeSpan } from '../normalize-span';

const read = (attributes: JsonObject, changes: Partial<OtlpSpan> = {}): NormalSpan =>
  normalizeSpan(otlpSpan({ attributes, ...changes }));

describe('agent', () => {
  const names = [
    'gen_ai.agent.name',
    'agent.name',
    'agent_name',
    'agent_role',
    'recipient_agent_class',
    'sender_agent_class',
    'langgraph.node',
    'metadata.langgraph_node',
    'langsmith.metadata.langgraph_node',
    'graph.node.name',
    'ai.telemetry.functionId',
  ];

  it.each(names.map((name, index) => [name, index] as const))(
    'is read from %s before all later sources',
    (_name, index) => {
      const attributes = Object.fromEntries(names.slice(index).map((name): [string, JsonValue] => [name, name]));
      expect(read(attributes).agent).toBe(names[index]);
    },
  );

  it('is the entity of a Traceloop agent, and not of a task', () => {
    expect(read({ 'traceloop.span.kind': 'agent', 'traceloop.entity.name': 'planner' }).agent).toBe('planner');
    expect(read({ 'traceloop.span.kind': 'task', 'traceloop.entity.name': 'planner' }).agent).toBeNull();
  });

  it("is an agent's own node, and not that of a step", () => {
    expect(read({ 'openinference.span.kind': 'AGENT', 'graph.node.id': 'Critic' }).agent).toBe('Critic');
    expect(read({ 'openinference.span.kind': 'CHAIN', 'graph.node.id': 'Critic' }).agent).toBeNull();
  });
});

it.each([
  ['agent_run [planner]', 'planner'],
  ['invoke_agent planner', 'planner'],
  ['invoke_agent', null],
  ['planner', null],
])('an agent span named %j names the agent %j', (name, expected) => {
  expect(read({ 'openinference.span.kind': 'AGENT' }, { name }).agent).toBe(expected);
  expect(read({ 'openinference.span.kind': 'CHAIN' }, { name }).agent).toBeNull();
});

describe('tags', () => {
  it.each<[string, JsonValue]>([
    ['tags', ['b', 'a']],
    ['tag.tags', ['b', 'a']],
    ['langsmith.tags', 'b,a'],
    ['langsmith.span.tags', 'b, a,'],
    ['langfuse.trace.tags', ['b', 'a']],
    ['langfuse.tags', '["b","a"]'],
    ['langfuse.trace.metadata.langfuse_tags', ['b', 'a', 'b']],
    ['langfuse.observation.metadata.langfuse_tags', '["b","a"]'],
    ['ai.telemetry.metadata.tags', ['b', 'a']],
  ])('are read from %s', (name, value) => {
    expect(read({ [name]: value }).tags).toEqual(['a', 'b']);
  });

  it('of all sources are one sorted set', () => {
    expect(read({ tags: ['b'], 'langfuse.trace.tags': ['a', 'b'] }).tags).toEqual(['a', 'b']);
  });
});

describe('finishReasons', () => {
  const choice = otlpSpanEvent('gen_ai.choice', { index: 0, finish_reason: 'end_turn', message: 'hi' });

  it.each<[string, JsonObject, Partial<OtlpSpan>, string[]]>([
    [
      'gen_ai.response.finish_reasons',
      { 'gen_ai.response.finish_reasons': ['stop', 'length'] },
      {},
      ['stop', 'length'],
    ],
    [
      'gen_ai.output.messages',
      { 'gen_ai.output.messages': '[{"role":"assistant","finish_reason":"tool_call"}]' },
      {},
      ['tool_call'],
    ],
    ['JSON text', { 'gen_ai.response.finish_reasons': '["stop"]' }, {}, ['stop']],
    ['a gen_ai.choice event', {}, { events: [choice] }, ['end_turn']],
    ['ai.response.finishReason', { 'ai.response.finishReason': 'tool-calls' }, {}, ['tool-calls']],
    ['llm.finish_reason', { 'llm.finish_reason': 'STOP' }, {}, ['STOP']],
    ['gen_ai.response.finish_reason', { 'gen_ai.response.finish_reason': 'stop' }, {}, ['stop']],
    ['gen_ai.response.stop_reason', { 'gen_ai.response.stop_reason': 'max_tokens' }, {}, ['max_tokens']],
    ['nowhere', { 'gen_ai.output.messages': '[{"role":"assistant"}]' }, {}, []],
  ])('are read from %s', (_name, attributes, changes, expected) => {
    expect(read(attributes, changes).finishReasons).toEqual(expected);
  });
});

describe('firstTokenMs', () => {
  it.each<[string, JsonObject, number | null]>([
    ['gen_ai.response.time_to_first_chunk, seconds', { 'gen_ai.response.time_to_first_chunk': 0.25 }, 250],
    ['gen_ai.server.time_to_first_token', { 'gen_ai.server.time_to_first_token': 1258 }, 1258],
    [
      'langfuse.observation.completion_start_time',
      { 'langfuse.observation.completion_start_time': '"2026-05-28T20:26:41.500Z"' },
      1500,
    ],
    ['ai.response.msToFirstChunk', { 'ai.response.msToFirstChunk': 12.5 }, 12.5],
    ['ai.stream.msToFirstChunk', { 'ai.stream.msToFirstChunk': 12 }, 12],
    ['a moment before the start', { 'langfuse.observation.completion_start_time': '2020-01-01T00:00:00Z' }, null],
  ])('is read from %s', (_name, attributes, expected) => {
    expect(read(attributes).firstTokenMs).toBe(expected);
  });
});

describe('prompt', () => {
  it.each<[JsonObject, NormalSpan['prompt']]>([
    [
      { 'langfuse.observation.prompt.name': 'greet', 'langfuse.observation.prompt.version': 3 },
      { name: 'greet', version: '3' },
    ],
    [
      { 'langfuse.prompt.name': 'greet', 'langfuse.prompt.version': 3 },
      { name: 'greet', version: '3' },
    ],
    [{ 'gen_ai.prompt.name': 'greet' }, { name: 'greet', version: null }],
    [{ 'langfuse.prompt.version': 3 }, null],
  ])('%j is %j', (attributes, expected) => {
    expect(read(attributes).prompt).toEqual(expected);
  });
});

describe('name', () => {
  it("is Logfire's message where the span is named by a template", () => {
    expect(read({ 'logfire.msg': 'asking Bob', 'logfire.msg_template': 'asking {name}' }).name).toBe('asking Bob');
    expect(read({ 'logfire.msg': 'asking Bob' }).name).toBe('step');
  });
});

describe('metadata', () => {
  it('unites what conventions keep flat and in JSON', () => {
    const attributes = {
      metadata: '{"a":1,"b":{"c":2}}',
      'langfuse.trace.metadata.d': '["x"]',
      'langsmith.metadata.e': 'y',
      'ai.telemetry.metadata.f': true,
      'traceloop.association.properties.g': 'z',
    };
    expect({ ...read(attributes).metadata }).toEqual({ a: 1, b: { c: 2 }, d: ['x'], e: 'y', f: true, g: 'z' });
  });

  const media = '@@@langfuseMedia:type=image/png|id=aLWoaGlByXUOwdLyMb8syx|source=bytes@@@';
  const fromPython = (version: string): Partial<OtlpSpan> => ({
    resource: { attributes: { 'telemetry.sdk.language': 'python' }, schemaUrl: '' },
    scope: { name: 'langfuse-sdk', version, attributes: {}, schemaUrl: '' },
  });

  it.each<[string, Partial<OtlpSpan>, string, JsonValue]>([
    ['a text of the fifth Python SDK', fromPython('5.0.4'), '"cache"', 'cache'],
    ['a number of it', fromPython('5.0.4'), '1', 1],
    ['a text that looks like a number', fromPython('5.0.4'), '"1"', '1'],
    ['a truth value', fromPython('5.0.4'), 'true', true],
    ['what is no JSON after all', fromPython('5.0.4'), '"a" or "b"', '"a" or "b"'],
    ['an object', fromPython('5.0.4'), '{"a":"b"}', { a: 'b' }],
    ['a text of an earlier one', fromPython('4.18.0'), '"cache"', '"cache"'],
    ['media of an earlier one', fromPython('4.18.0'), `"${media}"`, media],
    ['a text of somebody else', {}, '1', '1'],
  ])('is read as it was before it was an attribute: %s', (_what, span, sent, expected) => {
    expect(read({ 'langfuse.observation.metadata.a': sent }, span).metadata?.['a']).toEqual(expected);
    expect(read({ 'langfuse.trace.metadata.a': sent }, span).metadata?.['a']).toEqual(expected);
  });

  it('keeps a key that names the prototype, and is null where there is none', () => {
    expect(Object.keys(read({ metadata: '{"__proto__":1}' }).metadata ?? {})).toEqual(['__proto__']);
    expect(read({}).metadata).toBeNull();
  });
});

describe('error', () => {
  const exception = otlpSpanEvent('exception', {
    'exception.type': 'ValueError',
    'exception.message': 'no such city',
    'exception.stacktrace': 'at weather.py',
  });

  it('is the exception of the span, before its status', () => {
    expect(read({}, { events: [exception], status: { code: 2, message: 'failed' } }).error).toEqual({
      type: 'ValueError',
      message: 'no such city',
      stack: 'at weather.py',
    });
  });

  it('is the status of a span that failed', () => {
    const status = { code: 2, message: 'timed out' } as const;
    expect(read({ 'error.type': 'timeout' }, { status }).error).toEqual({
      type: 'timeout',
      message: 'timed out',
      stack: null,
    });
  });

  it('has words even where the span has none', () => {
    expect(read({}, { status: { code: 2, message: '' } }).error).toEqual({ type: null, message: 'error', stack: null });
  });

  it.each([0, 1] as const)('is null under status %i', (code) => {
    expect(read({ 'error.type': 'x' }, { status: { code, message: 'fine' } }).error).toBeNull();
  });
});

describe('retrieval', () => {
  it('reads numbered documents in their order', () => {
    const normal = read({
      'openinference.span.kind': 'RETRIEVER',
      'input.value': 'what is new',
      'retrieval.documents.10.document.content': 'third',
      'retrieval.documents.0.document.content': 'first',
      'retrieval.documents.0.document.score': 0.9,
      'retrieval.documents.0.document.metadata': '{"page":1}',
      'retrieval.documents.2.document.id': 'd2',
      'retrieval.documents.99999.document.id': 'never read',
    });
    expect(normal).toMatchObject({
      eventType: 'retrieval',
      query: 'what is new',
      documents: [{ content: 'first', score: 0.9, metadata: { page: 1 } }, { id: 'd2' }, { content: 'third' }],
    });
  });

  it('reads what a reranker kept', () => {
    const normal = read({
      'openinference.span.kind': 'RERANKER',
      'reranker.query': 'q',
      'reranker.input_documents.0.document.content': 'dropped',
      'reranker.output_documents.0.document.content': 'kept',
    });
    expect(normal).toMatchObject({ query: 'q', documents: [{ content: 'kept' }] });
  });

  it('reads documents that an output lists', () => {
    const normal = read({
      'langsmith.span.kind': 'retriever',
      'input.value': '{"query":"q"}',
      'output.value': '{"documents":[{"page_content":"x"}]}',
    });
    expect(normal).toMatchObject({ query: 'q', documents: [{ page_content: 'x' }] });
  });

  it('is nothing for other spans', () => {
    expect(read({ 'input.value': 'q', 'output.value': '[]' })).toMatchObject({ query: null, documents: null });
  });
});

describe('cost that is reported', () => {
  const used = { 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 10 };

  it.each<[string, JsonObject, Partial<NormalSpan['cost']>]>([
    [
      'langfuse.observation.cost_details',
      { 'langfuse.observation.cost_details': '{"input":0.1,"input_cache_read":0.05,"output":0.2,"total":0.35}' },
      { input: 0.1, cacheRead: 0.05, output: 0.2, total: 0.35 },
    ],
    ['gen_ai.usage.cost', { 'gen_ai.usage.cost': 0.3 }, { input: 0.3, total: 0.3 }],
    [
      'llm.cost',
      { 'llm.cost.total': 0.3, 'llm.cost.prompt': 0.1, 'llm.cost.completion': 0.2 },
      { input: 0.1, output: 0.2, total: 0.3 },
    ],
    [
      'gen_ai.usage.input_cost and output_cost',
      { 'gen_ai.usage.input_cost': 0.1, 'gen_ai.usage.output_cost': 0.2 },
      { input: 0.1, output: 0.2, total: 0.3 },
    ],
    ['operation.cost', { 'operation.cost': 0.00009435 }, { total: 0.00009435 }],
    ['text', { 'gen_ai.usage.cost': '0.3' }, { total: 0.3 }],
  ])('is read from %s', (_name, attributes, expected) => {
    expect(read({ ...used, ...attributes }).cost).toMatchObject({ ...expected, source: 'reported' });
  });

  it.each([-1, 'free', '', true, 1e300])('is not %j', (cost) => {
    expect(read({ ...used, 'gen_ai.usage.cost': cost }).cost?.source).toBe('none');
  });
});
