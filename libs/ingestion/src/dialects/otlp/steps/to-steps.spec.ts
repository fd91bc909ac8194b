import type { JsonObject } from '@debrief/kernel';
import { otlpSpan, otlpSpanEvent } from '../../../../../../test/factories/otlp-span';
import { normalizeSpan } from '../conventions/normalize-span';
import type { BlockContent, SpanMessage, SpanMessages } from '../messages/message-block';
import type { OtlpLogRecord, OtlpSpan } from '../otlp.types';
import { orderTimeline } from '../trace/timeline';
import type { Step, StepSpan } from './step';
import { toSteps } from './to-steps';

interface Given {
  readonly id: string;
  readonly under?: string;
  readonly attributes?: JsonObject;
  readonly says?: SpanMessage[];
  readonly span?: Partial<OtlpSpan>;
  readonly logs?: OtlpLogRecord[];
}

const message = (side: 'input' | 'output', role: SpanMessage['role'], blocks: BlockContent[]): SpanMessage => ({
  side,
  role,
  name: null,
  blocks,
  finishReason: null,
  source: 'attribute',
  isChoice: false,
  timeUnixNano: null,
});
const user = (text: string) => message('input', 'user', [{ type: 'text', text }]);
const assistant = (text: string) => message('output', 'assistant', [{ type: 'text', text }]);
const call = (text: string) =>
  message('output', 'assistant', [
    { type: 'text', text },
    { type: 'tool_use', id: 'c', name: 't', input: {} },
  ]);
const said = (messages: SpanMessage[]): SpanMessages => ({ messages, toolDefinitions: [], droppedSlots: 0 });

/** Spans that start in the order given; seq is the place in it. */
const stepsOf = (...given: Given[]): Step[] => {
  const spans = given.map(({ id, under = null, attributes = {}, says, span = {}, ...logs }, seq): StepSpan => {
    const own = otlpSpan({
      name: id,
      spanId: id,
      parentSpanId: under,
      startUnixNano: BigInt(seq) * 1_000_000_000n,
      endUnixNano: 100_000_000_000n,
      attributes,
      ...span,
    });
    return { ...own, seq, normal: normalizeSpan(own), messages: says ? said(says) : null, ...logs };
  });
  return toSteps(orderTimeline(spans));
};

/** `seq:type` of each step. */
const outline = (steps: readonly Step[]) => steps.map(({ seq, type }) => `${seq}:${type}`).join(' ');

const chat: JsonObject = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.output_tokens': 0,
  'gen_ai.response.finish_reasons': ['stop'],
};
const kind = (name: string, attributes: JsonObject = {}): JsonObject => ({
  'openinference.span.kind': name,
  ...attributes,
});
const agent = (name: string): JsonObject => ({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': name });
const failed = { status: { code: 2, message: '' } } as const;
const raised = (type: string, text: string) =>
  otlpSpanEvent('exception', { 'exception.type': type, 'exception.message': text, 'exception.stacktrace': 'at x' });

describe('steps of a run', () => {
  const run: Given[] = [
    { id: 'root', attributes: agent('weather'), says: [user('rain?'), assistant('no rain')] },
    { id: 'model', under: 'root', attributes: chat, says: [user('rain?'), call('let me look')] },
    {
      id: 'tool',
      under: 'root',
      attributes: kind('TOOL', { 'input.value': '{"city":"Paris"}', 'output.value': 'dry' }),
    },
    {
      id: 'docs',
      under: 'tool',
      attributes: kind('RETRIEVER', { 'input.value': 'q', 'output.value': '[{"content":"d"}]' }),
    },
    { id: 'plain', under: 'root' },
  ];

  it('are in causal order, and what ends a span follows what is below it', () => {
    expect(outline(stepsOf(...run))).toBe(
      '0:user_message 1:llm_call 2:tool_call 3:retrieval 3:tool_result 2:tool_result 0:agent_message',
    );
  });

  it('carry what rules read', () => {
    const [asked, model, tool, docs, found, result, answer] = stepsOf(...run);
    expect(asked).toMatchObject({ payload: { content: 'rain?' }, agent: null, startedAt: 0 });
    expect(model).toMatchObject({
      model: 'gpt-4o',
      inputTokens: 1000,
      costUsd: 0.0025,
      agent: 'weather',
      durationMs: 99_000,
      payload: { model: 'gpt-4o', provider: 'openai', finish_reason: 'stop', input: 'rain?', output: 'let me look' },
    });
    expect(tool).toMatchObject({
      name: 'tool',
      payload: { tool_name: 'tool', call_id: 'tool', arguments: { city: 'Paris' } },
    });
    expect(docs).toMatchObject({ payload: { query: 'q', documents: [{ content: 'd' }] } });
    expect(found).toMatchObject({ payload: { call_id: 'docs', result: [{ content: 'd' }] } });
    expect(result).toMatchObject({ level: 'default', startedAt: 100_000, payload: { call_id: 'tool', result: 'dry' } });
    expect(answer).toMatchObject({ payload: { content: 'no rain' }, agent: 'weather' });
  });

  it('have no result of a tool that has not ended', () => {
    expect(outline(stepsOf({ id: 'tool', attributes: kind('TOOL'), span: { endUnixNano: null } }))).toBe('0:tool_call');
  });

  it('leave a wrapper out, whose messages stand in where the inner call has none', () => {
    const steps = stepsOf(
      { id: 'outer', attributes: chat, says: [user('q'), assistant('a')] },
      { id: 'inner', under: 'outer', attributes: chat },
    );
    expect(outline(steps)).toBe('0:user_message 1:llm_call 0:agent_message');
    expect(steps[1]?.payload).toMatchObject({ input: 'q', output: 'a' });
  });
});

describe('question and answer', () => {
  it('are those below a root that holds none', () => {
    const steps = stepsOf(
      { id: 'POST /invocations', attributes: { 'http.request.method': 'POST' } },
      { id: 'a', under: 'POST /invocations', attributes: chat, says: [user('first'), assistant('thinking')] },
      { id: 'b', under: 'POST /invocations', attributes: chat, says: [user('first'), assistant('done')] },
    );
    expect(outline(steps)).toBe('1:user_message 1:llm_call 2:llm_call 2:agent_message');
    expect(steps.at(-1)?.payload).toEqual({ content: 'done' });
  });

  it('pass over words that come with a call of a tool', () => {
    const steps = stepsOf({
      id: 'root',
      attributes: agent('a'),
      says: [user('q'), assistant('answer'), call('let me look')],
    });
    expect(steps.at(-1)?.payload).toEqual({ content: 'answer' });
  });

  it('are not told twice by a span that is an answer itself', () => {
    const choice = otlpSpanEvent('gen_ai.choice', { message: 'hi' });
    const steps = stepsOf({ id: 'root', says: [assistant('hi')], span: { events: [choice] } });
    expect(outline(steps)).toBe('0:agent_message');
    expect(steps[0]?.payload).toEqual({ content: 'hi' });
  });
});

describe('errors', () => {
  it('are told once, by the deepest span, although three ancestors repeat them', () => {
    const events = [raised('ValueError', 'no such city')];
    const steps = stepsOf(
      { id: 'a', attributes: agent('x'), span: { ...failed, events } },
      { id: 'b', under: 'a', span: { status: { code: 2, message: 'ValueError: no such city' } } },
      { id: 'c', under: 'b', span: { status: { code: 2, message: 'no such city' } } },
      { id: 'd', under: 'c', span: { ...failed, events } },
    );
    expect(outline(steps)).toBe('3:error');
    expect(steps[0]).toMatchObject({
      name: 'ValueError',
      level: 'error',
      agent: 'x',
      payload: { message: 'no such city', error_type: 'ValueError', traceback: 'at x', handled: false },
    });
  });

  it('of siblings, and other errors of an ancestor, are errors of their own', () => {
    const events = [raised('E', 'm')];
    const steps = stepsOf(
      { id: 'a', span: { ...failed, events: [raised('F', 'm')] } },
      { id: 'b', under: 'a', span: { events } },
      { id: 'c', under: 'a', span: { events } },
    );
    expect(outline(steps)).toBe('1:error 2:error 0:error');
  });

  it('that the span got over are handled', () => {
    expect(stepsOf({ id: 'a', span: { events: [raised('E', 'm')] } })[0]?.payload['handled']).toBe(true);
  });

  it("are read from a level of Langfuse's, which its SDKs for Node tell without a status", () => {
    const attributes = {
      'langfuse.observation.level': 'ERROR',
      'langfuse.observation.status_message': 'no such city',
    };
    expect(stepsOf({ id: 'a', attributes })[0]).toMatchObject({
      type: 'error',
      payload: { message: 'no such city', handled: false },
    });
  });

  it('are read from log records of severity ERROR, not below', () => {
    const log = (severityNumber: number, body: string): OtlpLogRecord => ({
      timeUnixNano: 0n,
      observedTimeUnixNano: 0n,
      severityNumber,
      severityText: '',
      body,
      eventName: '',
      attributes: {},
      droppedAttributesCount: 0,
      flags: 0,
      traceId: null,
      spanId: null,
      resource: { attributes: {}, schemaUrl: '' },
      scope: { name: '', version: '', attributes: {}, schemaUrl: '' },
    });
    const steps = stepsOf({ id: 'a', logs: [log(13, 'careful'), log(17, 'broken')] });
    expect(steps.map(({ payload }) => payload['message'])).toEqual(['broken']);
  });

  it('of a tool are its result, and a failed status beside', () => {
    const denied = kind('TOOL', { 'gen_ai.tool.status': 'error', 'output.value': 'denied' });
    const [, result] = stepsOf({ id: 'a', attributes: denied });
    expect(result).toMatchObject({ type: 'tool_result', level: 'error', payload: { error: 'denied' } });
    expect(outline(stepsOf({ id: 'a', attributes: denied, span: failed }))).toBe('0:tool_call 0:error 0:tool_result');
  });

  it('that a Langfuse event reports are one step', () => {
    const attributes = {
      'langfuse.observation.type': 'event',
      'langfuse.observation.level': 'ERROR',
      'langfuse.observation.status_message': 'broken',
    };
    expect(stepsOf({ id: 'a', attributes })).toMatchObject([{ type: 'error', payload: { message: 'broken' } }]);
    expect(outline(stepsOf({ id: 'a', attributes, span: failed }))).toBe('0:error');
  });
});

describe('hand-offs', () => {
  it('are implicit where an agent stands directly under another', () => {
    const steps = stepsOf(
      { id: 'a', attributes: agent('triage') },
      { id: 'send', under: 'a' },
      { id: 'b', under: 'send', attributes: agent('billing') },
    );
    expect(steps).toMatchObject([
      {
        type: 'handoff',
        seq: 2,
        agent: 'triage',
        payload: { name: 'handoff', from_agent: 'triage', to_agent: 'billing', implicit: true },
      },
    ]);
  });

  it.each<[string, Given[]]>([
    [
      'the same agent',
      [
        { id: 'a', attributes: agent('x') },
        { id: 'b', under: 'a', attributes: agent('x') },
      ],
    ],
    [
      'an agent that is called as a tool',
      [
        { id: 'a', attributes: agent('x') },
        { id: 't', under: 'a', attributes: kind('CHAIN') },
        { id: 'b', under: 't', attributes: agent('y') },
      ],
    ],
    [
      'an agent without a name',
      [
        { id: 'a', attributes: { 'gen_ai.operation.name': 'invoke_agent' } },
        { id: 'b', under: 'a', attributes: agent('y') },
      ],
    ],
  ])('are none: %s', (_name, given) => {
    expect(outline(stepsOf(...given))).toBe('');
  });

  it('by a tool name their target, and are told once', () => {
    const steps = stepsOf(
      { id: 'a', attributes: agent('triage') },
      { id: 'transfer_to_billing', under: 'a', attributes: kind('TOOL') },
      { id: 'b', under: 'a', attributes: agent('Billing') },
    );
    expect(steps).toMatchObject([{ type: 'handoff', seq: 1, payload: { from_agent: 'triage', to_agent: 'billing' } }]);
  });
});

describe('other events', () => {
  it('are one step each, and plain spans none', () => {
    const steps = stepsOf(
      { id: 'should_continue', attributes: kind('CHAIN', { 'output.value': 'tools' }) },
      { id: 'guard', attributes: kind('GUARDRAIL', { 'output.value': '{"tripwire_triggered":true}' }) },
      { id: 'remember', attributes: { 'gen_ai.operation.name': 'update_memory', 'output.value': 'x' } },
      { id: 'chain', attributes: kind('CHAIN') },
      { id: 'own', attributes: { 'debrief.event_type': 'decision', 'debrief.decision_kind': 'escalate' } },
    );
    expect(steps).toMatchObject([
      { type: 'decision', payload: { name: 'decision', kind: 'routing', decision: 'should_continue', after: 'tools' } },
      {
        type: 'guardrail_eval',
        payload: { guardrail: 'guard', outcome: 'blocked', output: { tripwire_triggered: true } },
      },
      { type: 'state_change', payload: { name: 'remember', after: 'x' } },
      { type: 'decision', payload: { kind: 'escalate', decision: 'own' } },
    ]);
  });
});

it('the steps of 20,000 spans in a chain, all failing alike, take one pass', () => {
  const events = [raised('E', 'm')];
  const steps = stepsOf(
    ...Array.from({ length: 20_000 }, (_, n) => ({
      id: `s${n}`,
      ...(n > 0 && { under: `s${n - 1}` }),
      span: { ...failed, events },
    })),
  );
  expect(outline(steps)).toBe('19999:error');
});
