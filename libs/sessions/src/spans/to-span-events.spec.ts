import type { JsonObject } from '@debrief/kernel';
import { otlpSpanEvent } from '../../../../test/factories/otlp-span';
import { makeStepSpans, type SpanSketch, spansStart } from '../../../../test/factories/step-span';
import type { EventDraft } from '../mapping/event-draft';
import { toSpanEvents } from './to-span-events';

const eventsOf = (...sketches: SpanSketch[]): EventDraft[] => toSpanEvents('t', 'otel', makeStepSpans(...sketches));
const outline = (...sketches: SpanSketch[]) =>
  eventsOf(...sketches).map(({ id, type }) => `${id.replace(/^t:/, '')} ${type}`);

const chat: JsonObject = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' };
const tool = (name: string, more: JsonObject = {}): JsonObject => ({
  'gen_ai.operation.name': 'execute_tool',
  'gen_ai.tool.name': name,
  ...more,
});
const agent = (name: string): JsonObject => ({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': name });
const kind = (value: string, more: JsonObject = {}): JsonObject => ({ 'openinference.span.kind': value, ...more });
const said = (role: string, text: string): string =>
  JSON.stringify([{ role, parts: [{ type: 'text', content: text }] }]);
const failed = (message: string) => ({ status: { code: 2 as const, message } });
const exception = (type: string, message: string) =>
  otlpSpanEvent('exception', { 'exception.type': type, 'exception.message': message });

describe('a span becomes', () => {
  // Under a root of nothing, so that what is asked and answered is not in the way.
  const under = (attributes: JsonObject, more: Partial<SpanSketch> = {}): EventDraft => {
    const event = eventsOf({ id: 'r' }, { id: 's', under: 'r', attributes, ...more }).find(({ id }) => id === 't:1');
    if (!event) throw new Error('the span has an event');
    return event;
  };

  it.each<[string, JsonObject, string, string, string | null, JsonObject]>([
    [
      'llm_call',
      {
        ...chat,
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.output_tokens': 20,
        'gen_ai.request.temperature': 0.2,
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.output.messages': said('assistant', 'hi'),
      },
      's',
      's',
      null,
      {
        model: 'gpt-4o',
        inputTokens: 100,
        outputTokens: 20,
        totalTokens: 120,
        latencyMs: 500,
        parameters: { temperature: 0.2 },
        finishReason: 'stop',
        input: null,
        output: [{ role: 'assistant', content: [{ type: 'text', text: 'hi' }] }],
      },
    ],
    ['handoff', tool('transfer_to_billing'), 's', 's', 'handoff', { toAgent: 'billing' }],
    ['handoff', tool('delegate_to_billing'), 's', 's', 'handoff', { toAgent: 'billing' }],
    [
      'handoff',
      { 'gen_ai.operation.name': 'handoff', 'gen_ai.agent.name': 'b' },
      's',
      's',
      'handoff',
      { toAgent: 'b' },
    ],
    [
      'tool_call',
      tool('book', { 'gen_ai.tool.call.id': 'c', 'gen_ai.tool.call.arguments': '{"a":1}' }),
      's',
      'book',
      null,
      { toolName: 'book', callId: 'c', arguments: { a: 1 }, success: true, latencyMs: 500 },
    ],
    [
      'tool_call',
      kind('RETRIEVER', { 'input.value': 'q' }),
      's',
      'retrieval',
      null,
      { toolName: 'retrieval', arguments: { query: 'q' }, success: true },
    ],
    [
      'guardrail_eval',
      kind('GUARDRAIL', { 'output.value': '{"passed":true}' }),
      'pii',
      'pii',
      null,
      { guardrail: 'pii', passed: true, blocked: false },
    ],
    [
      'guardrail_eval',
      kind('GUARDRAIL', { 'output.value': '{"triggered":true}' }),
      'pii',
      'pii',
      null,
      { passed: false, blocked: true },
    ],
    [
      'guardrail_eval',
      kind('GUARDRAIL', { 'output.value': '"blocked"' }),
      'pii',
      'pii',
      null,
      { passed: null, blocked: null },
    ],
    [
      'decision',
      kind('CHAIN', { 'output.value': 'billing' }),
      'route_question',
      'route_question',
      'routing',
      { kind: 'routing', choice: 'billing' },
    ],
    ['decision', { 'gen_ai.operation.name': 'plan' }, 's', 's', 'plan', { kind: 'plan' }],
    ['state_change', kind('EMBEDDING'), 's', 's', null, { key: 's' }],
    ['state_change', agent('a'), 's', 's', null, { key: 's' }],
    ['state_change', kind('CHAIN', { 'input.value': '1', 'output.value': '2' }), 's', 's', null, { key: 's' }],
    ['state_change', kind('EVALUATOR'), 's', 's', null, { key: 's' }],
    [
      'state_change',
      { 'http.request.method': 'GET' },
      'GET',
      'GET',
      null,
      { key: 'GET', attributes: { 'http.request.method': 'GET' } },
    ],
    ['state_change', { 'gen_ai.operation.name': 'create_memory' }, 's', 's', null, { key: 's' }],
    [
      'decision',
      { 'debrief.event_type': 'decision', 'debrief.decision_kind': 'escalate' },
      's',
      's',
      'escalate',
      { kind: 'escalate' },
    ],
    ['handoff', { 'debrief.event_type': 'handoff', 'debrief.decision_kind': 'x' }, 's', 's', 'handoff', {}],
    [
      'tool_result',
      tool('book', { 'debrief.event_type': 'tool_result', 'gen_ai.tool.call.result': 'r' }),
      's',
      'book',
      null,
      { toolName: 'book', result: 'r', success: true },
    ],
    ['response', { 'debrief.event_type': 'response' }, 's', 's', null, { final: false }],
    ['llm_call', { ...chat, 'debrief.event_type': 'thought' }, 's', 's', null, { model: 'gpt-4o' }],
  ])('%s: %j', (type, attributes, spanName, name, decisionKind, data) => {
    expect(under(attributes, { name: spanName })).toMatchObject({
      type,
      name,
      decisionKind,
      data,
      spanId: 's',
      parentSpanId: 'r',
      derived: false,
    });
  });

  it.each<[string, JsonObject, SpanSketch['span'], object]>([
    [
      'a failed span, whatever it is',
      chat,
      failed('no'),
      { type: 'llm_call', status: 'error', error: { type: null, message: 'no' } },
    ],
    [
      'a tool that says it failed',
      tool('a', { 'gen_ai.tool.call.result': '{"is_error":true,"message":"no"}' }),
      {},
      { status: 'error', data: { success: false } },
    ],
    ['a blocked guardrail', kind('GUARDRAIL', { 'output.value': '{"blocked":true}' }), {}, { status: 'blocked' }],
    [
      'a tool that runs',
      tool('a'),
      { endUnixNano: null },
      { status: 'pending', endedAt: null, durationMs: null, data: { success: null } },
    ],
    ['a model that has not answered', chat, { endUnixNano: null }, { status: 'pending' }],
    ['a span that met an error and went on', {}, { events: [exception('E', 'm')] }, { status: 'ok', error: null }],
    [
      'a span that ended before it began',
      {},
      { endUnixNano: BigInt(spansStart + 1_000) * 1_000_000n, sent: { endUnixNano: 5n } },
      { durationMs: 0, clockSkew: true },
    ],
  ])('%s', (_what, attributes, span, expected) => expect(under(attributes, { span })).toMatchObject(expected));

  it('an event that counts the tokens of an embedding apart', () => {
    expect(under(kind('EMBEDDING', { 'llm.token_count.prompt': 7 }))).toMatchObject({
      embeddingTokens: 7,
      isWrapper: false,
    });
  });
});

describe('what is read out of spans', () => {
  const asked = {
    ...agent('a'),
    'gen_ai.input.messages': said('user', 'q'),
    'gen_ai.output.messages': said('assistant', 'a'),
  };

  it('is what was asked and answered, first and last in the root', () => {
    const events = eventsOf({ id: 'r', attributes: asked }, { id: 's', under: 'r', attributes: chat });
    expect(events.map(({ id, type, parentSpanId }) => [id, type, parentSpanId])).toEqual([
      ['t:0', 'state_change', null],
      ['t:0:input', 'state_change', 'r'],
      ['t:1', 'llm_call', 'r'],
      ['t:0:response', 'response', 'r'],
    ]);
    expect(events[1]).toMatchObject({
      name: 'user_message',
      data: { key: 'user_message', after: 'q' },
      derived: true,
      spanId: null,
    });
    expect(events[3]).toMatchObject({
      data: { content: 'a' },
      startedAt: spansStart + 500,
      source: { surface: 'otel', type: 'agent', seq: 0 },
    });
  });

  it('is a tool’s result at its end, behind what it did', () => {
    const events = eventsOf(
      { id: 'r' },
      { id: 's', under: 'r', attributes: tool('a', { 'gen_ai.tool.call.result': '1' }) },
      { id: 'i', under: 's' },
    );
    expect(events.map(({ id }) => id)).toEqual(['t:0', 't:1', 't:2', 't:1:result']);
    expect(events[3]).toMatchObject({
      type: 'tool_result',
      name: 'a',
      data: { result: '1', callEventId: 't:1', success: true },
    });
  });

  it.each<[string, SpanSketch[], string[]]>([
    [
      'an error once, where it is deepest',
      [
        { id: 'r', span: failed('no') },
        { id: 's', under: 'r', span: failed('no') },
      ],
      ['0 state_change', '1 state_change', '1:error error'],
    ],
    [
      'no error that a tool’s result tells',
      [{ id: 's', attributes: tool('a'), span: failed('no') }],
      ['0 tool_call', '0:result tool_result'],
    ],
    [
      'an error of a tool that has no result yet',
      [{ id: 's', attributes: tool('a'), span: { endUnixNano: null, events: [exception('E', 'm')] } }],
      ['0 tool_call', '0:error error'],
    ],
    [
      'each error of a span under an id of its own',
      [{ id: 's', span: { events: [exception('E', 'm'), exception('F', 'n')] } }],
      ['0 state_change', '0:error error', '0:error:2 error'],
    ],
    [
      'an agent under another as a handoff',
      [
        { id: 'r', attributes: agent('a') },
        { id: 's', under: 'r', attributes: agent('b') },
      ],
      ['0 state_change', '1 state_change', '1:handoff handoff'],
    ],
    [
      'a handoff once where a tool told of it',
      [
        { id: 'r', attributes: agent('a') },
        { id: 'h', under: 'r', attributes: tool('transfer_to_B') },
        { id: 's', under: 'r', attributes: agent('b') },
      ],
      ['0 state_change', '1 handoff', '2 state_change'],
    ],
    [
      'nothing of a span that is the answer',
      [{ id: 's', attributes: { 'debrief.event_type': 'response', 'gen_ai.output.messages': said('assistant', 'a') } }],
      ['0 response'],
    ],
    [
      'a wrapper of a model call as one',
      [
        { id: 'r', attributes: chat },
        { id: 's', under: 'r', attributes: { ...chat, 'gen_ai.usage.input_tokens': 1 } },
      ],
      ['0 llm_call', '1 llm_call'],
    ],
  ])('is %s', (_what, sketches, expected) => expect(outline(...sketches)).toEqual(expected));

  it('says which call only passes on what another reports', () => {
    const events = eventsOf(
      { id: 'r', attributes: chat },
      { id: 's', under: 'r', attributes: { ...chat, 'gen_ai.usage.input_tokens': 1 } },
    );
    expect(events.map(({ isWrapper }) => isWrapper)).toEqual([true, false]);
  });

  it('is the same for every order of arrival', () => {
    const spans = makeStepSpans(
      { id: 'r', attributes: asked },
      { id: 's', under: 'r', attributes: tool('a') },
      { id: 'i', under: 's', attributes: chat },
    );
    const types = (given: typeof spans) =>
      toSpanEvents('t', 'otel', given).map(({ type, spanId }) => `${type} ${spanId}`);
    expect(types([...spans].reverse())).toEqual(types(spans));
  });
});
