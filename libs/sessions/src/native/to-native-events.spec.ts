import type { JsonObject } from '@debrief/kernel';
import { makeRecords, recordStart, type RecordSketch } from '../../../../test/factories/native-record';
import type { EventDraft } from '../mapping/event-draft';
import { toNativeEvents } from './to-native-events';

const eventsOf = (...sketches: RecordSketch[]): EventDraft[] => toNativeEvents('t', makeRecords(...sketches));
const only = (type: string, payload: JsonObject, more: Partial<RecordSketch> = {}): EventDraft => {
  const [event, ...rest] = eventsOf({ type, payload, ...more });
  if (!event || rest.length > 0) throw new Error('one event was meant');
  return event;
};

describe('a native event becomes', () => {
  it.each<[string, string, JsonObject, string | null, string | null, JsonObject]>([
    [
      'llm_call',
      'llm_call',
      {
        model: 'gpt-4o',
        provider: 'openai',
        input_tokens: 1_000,
        output_tokens: 100,
        latency_ms: 900,
        cost_usd: 0.5,
        prompt_ref: 'p1',
      },
      'gpt-4o',
      null,
      {
        model: 'gpt-4o',
        provider: 'openai',
        inputTokens: 1_000,
        outputTokens: 100,
        cachedInputTokens: null,
        totalTokens: 1_100,
        latencyMs: 900,
        costUsd: 0.5,
        prompt: { ref: 'p1', messagesRef: null, name: null, version: null },
        input: null,
      },
    ],
    [
      'handoff',
      'state_change',
      { name: 'handoff', from_agent: 'a', to_agent: 'b', reason: 'r' },
      'handoff',
      'handoff',
      { fromAgent: 'a', toAgent: 'b', reason: 'r' },
    ],
    ['handoff', 'state_change', { name: 'Transfer', after: 'b' }, 'Transfer', 'handoff', { toAgent: 'b' }],
    [
      'handoff',
      'state_change',
      { name: 'agent_handoff', before: 'a', after: 'b' },
      'agent_handoff',
      'handoff',
      { fromAgent: 'a', toAgent: 'b' },
    ],
    ['handoff', 'state_change', { name: 'next', after: { to_agent: 'b' } }, 'next', 'handoff', { toAgent: 'b' }],
    [
      'tool_call',
      'tool_call',
      { tool_name: 'book', call_id: 'c', arguments: { a: 1 } },
      'book',
      null,
      { toolName: 'book', callId: 'c', arguments: { a: 1 }, success: null },
    ],
    [
      'tool_call',
      'browser_action',
      { action: 'click', target: '#a', url: 'u' },
      'browser.click',
      null,
      { toolName: 'browser.click', arguments: { target: '#a', url: 'u' }, success: true },
    ],
    [
      'tool_result',
      'tool_result',
      { tool_name: 'book', call_id: 'c', result: { room: 4 } },
      'book',
      null,
      { toolName: 'book', callId: 'c', callEventId: null, result: { room: 4 }, success: true, error: null },
    ],
    [
      'guardrail_eval',
      'state_change',
      { name: 'guardrail.pii', after: { passed: true, score: 0.1 } },
      'pii',
      null,
      { guardrail: 'pii', passed: true, blocked: false, score: 0.1 },
    ],
    [
      'guardrail_eval',
      'state_change',
      { name: 'guardrail', guardrail: 'tone', after: { decision: 'blocked', reason: 'rude' } },
      'tone',
      null,
      { guardrail: 'tone', passed: false, blocked: true, reason: 'rude' },
    ],
    [
      'guardrail_eval',
      'state_change',
      { name: 'guardrail', after: {} },
      'guardrail',
      null,
      { passed: null, blocked: null },
    ],
    [
      'guardrail_eval',
      'score',
      { name: 'toxicity', source: 'guardrail', value: 0.9, comment: 'c' },
      'toxicity',
      null,
      { guardrail: 'toxicity', score: 0.9, passed: null, reason: 'c' },
    ],
    [
      'guardrail_eval',
      'score',
      { name: 'safe', source: 'Guardrail', value: false },
      'safe',
      null,
      { passed: false, blocked: true, score: null },
    ],
    [
      'decision',
      'state_change',
      { name: 'decision', choice: 'x', options: ['x', 'y'], confidence: 0.3, reasoning: 'r' },
      'decision',
      'decision',
      { kind: 'decision', choice: 'x', options: ['x', 'y'], confidence: 0.3, reasoning: 'r' },
    ],
    [
      'decision',
      'state_change',
      { name: 'route', after: 'billing' },
      'route',
      'route',
      { choice: 'billing', outcome: null },
    ],
    [
      'decision',
      'state_change',
      { name: 'routing', after: { route: 'billing' } },
      'routing',
      'routing',
      { choice: 'billing', outcome: { route: 'billing' } },
    ],
    ['decision', 'state_change', { name: 'plan', after: ['a', 'b'] }, 'plan', 'plan', { choice: ['a', 'b'] }],
    [
      'decision',
      'state_change',
      { name: 'retry', decision_kind: 'recovery' },
      'retry',
      'recovery',
      { kind: 'recovery' },
    ],
    [
      'decision',
      'goal_check',
      { passed: false, mismatches: ['day'] },
      null,
      'completion',
      { kind: 'completion', choice: false, outcome: { passed: false, mismatches: ['day'] } },
    ],
    [
      'error',
      'error',
      { message: 'm', error_type: 'E', traceback: 't', handled: false },
      'E',
      null,
      { errorType: 'E', message: 'm', stack: 't', handled: false },
    ],
    [
      'error',
      'session_end',
      { status: 'failed', error: 'out of budget' },
      null,
      null,
      { message: 'out of budget', handled: null },
    ],
    ['response', 'agent_message', { content: 'hi' }, null, null, { content: 'hi', final: false }],
    [
      'state_change',
      'state_change',
      { name: 'cart', before: 1, after: 2, unit: 'x' },
      'cart',
      null,
      { key: 'cart', before: 1, after: 2, attributes: { unit: 'x' } },
    ],
    [
      'state_change',
      'user_message',
      { content: 'hi', channel: 'voice' },
      'user_message',
      null,
      { key: 'user_message', after: 'hi', attributes: { channel: 'voice' } },
    ],
    [
      'state_change',
      'dom_snapshot',
      { url: 'u' },
      'dom_snapshot',
      null,
      { key: 'dom_snapshot', attributes: { url: 'u' } },
    ],
    ['state_change', 'screenshot', { artifact_id: 'a' }, 'screenshot', null, { key: 'screenshot' }],
    ['state_change', 'replay_artifact', { artifact_id: 'a' }, 'replay_artifact', null, { key: 'replay_artifact' }],
    ['state_change', 'metric', { name: 'cpu', value: 1 }, 'cpu', null, { key: 'cpu', attributes: { value: 1 } }],
    ['state_change', 'score', { name: 'quality', value: 1, source: 'human' }, 'quality', null, { key: 'quality' }],
    [
      'state_change',
      'session_end',
      { status: 'completed', error: '' },
      'session_end',
      null,
      { key: 'session_end', attributes: { status: 'completed', error: '' } },
    ],
  ])('%s: %s %j', (type, record, payload, name, decisionKind, data) => {
    expect(only(record, payload)).toMatchObject({ type, name, decisionKind, data });
  });

  it.each<[string, JsonObject, string, string | null]>([
    ['its own word', { eventType: 'decision', decisionKind: 'escalate' }, 'decision', 'escalate'],
    [
      'its own word for a handoff, whose kind is fixed',
      { eventType: 'handoff', decisionKind: 'x' },
      'handoff',
      'handoff',
    ],
    ['what its type says where the word is none of the nine', { eventType: 'thought' }, 'response', null],
    ['no prototype', JSON.parse('{"__proto__": {"eventType": "error"}}') as JsonObject, 'response', null],
  ])('%s', (_what, metadata, type, decisionKind) => {
    expect(only('agent_message', { content: 'x' }, { metadata })).toMatchObject({ type, decisionKind });
  });
});

describe('how it went', () => {
  const call = { type: 'tool_call', payload: { tool_name: 'book', call_id: 'c' } };
  const result = (payload: JsonObject): RecordSketch => ({
    type: 'tool_result',
    payload: { call_id: 'c', ...payload },
  });
  const failure = (message: string) => ({ error: { type: null, message } });

  it.each<[string, RecordSketch[], object]>([
    [
      'is pending until the result is there',
      [call],
      { status: 'pending', endedAt: null, durationMs: null, data: { success: null } },
    ],
    [
      'is ok with a result',
      [call, result({ result: 1 })],
      { status: 'ok', endedAt: recordStart + 1_000, durationMs: 1_000, data: { success: true, latencyMs: 1_000 } },
    ],
    [
      'is told by the error of the result',
      [call, result({ error: 'no' })],
      { status: 'error', ...failure('no'), data: { success: false } },
    ],
    [
      'is told by a result that says so',
      [call, result({ result: { is_error: true } })],
      { status: 'error', data: { success: false } },
    ],
    [
      'is told by a result without success',
      [call, result({ result: { success: false } })],
      { status: 'error', data: { success: false } },
    ],
    [
      'is told by its own error',
      [{ type: 'tool_call', payload: { tool_name: 'book', error: { type: 'E', message: 'no' } } }],
      { status: 'error', error: { type: 'E', message: 'no' } },
    ],
    [
      'of a call by another id stays open',
      [call, { type: 'tool_result', payload: { call_id: 'd' } }],
      { status: 'pending' },
    ],
    [
      'of a call without an id is told by the next result without one',
      [{ type: 'tool_call' }, { type: 'tool_result', payload: { error: 'no' } }],
      { status: 'error' },
    ],
    [
      'of a blocked guardrail is blocked',
      [{ type: 'state_change', payload: { name: 'guardrail', after: { blocked: true } } }],
      { status: 'blocked' },
    ],
    [
      'of an error is an error',
      [{ type: 'error', payload: { message: 'm', error_type: 'E' } }],
      { status: 'error', error: { type: 'E', message: 'm' } },
    ],
    [
      'of a model call with an error is an error',
      [{ type: 'llm_call', payload: { model: 'm', error: 'overloaded' } }],
      { status: 'error', ...failure('overloaded') },
    ],
    ['of a message is ok', [{ type: 'agent_message' }], { status: 'ok', error: null }],
  ])('%s', (_what, sketches, expected) => expect(eventsOf(...sketches)[0]).toMatchObject(expected));

  it('joins each result with its call', () => {
    const [first, second, answer] = eventsOf(call, { ...call }, result({}), result({ error: 'no' }));
    expect([first?.status, second?.status]).toEqual(['ok', 'error']);
    expect(answer).toMatchObject({ name: 'book', data: { callEventId: 't:0', toolName: 'book' } });
  });

  it.each<[string, RecordSketch[], object]>([
    [
      'a result before its call',
      [call, { ...result({}), at: recordStart - 5 }],
      { durationMs: 0, clockSkew: true, endedAt: recordStart },
    ],
    ['a negative duration', [{ type: 'metric', payload: { duration_ms: -1 } }], { durationMs: 0, clockSkew: true }],
    [
      'a duration',
      [{ type: 'metric', payload: { duration_ms: 1.5 } }],
      { durationMs: 1.5, clockSkew: false, endedAt: recordStart + 1.5 },
    ],
    ['a text for a duration', [{ type: 'metric', payload: { duration_ms: '9' } }], { durationMs: null, endedAt: null }],
  ])('reads the times of %s', (_what, sketches, expected) => expect(eventsOf(...sketches)[0]).toMatchObject(expected));

  it('costs what the price list says where the client does not say', () => {
    const llm = (payload: JsonObject) => only('llm_call', payload).data;
    expect(llm({ model: 'gpt-4o', input_tokens: 1_000_000, output_tokens: 0 })).toMatchObject({ costUsd: 2.5 });
    expect(llm({ model: 'nobody-knows-it', input_tokens: 1 })).toMatchObject({ costUsd: null, totalTokens: 1 });
    expect(llm({ model: 'gpt-4o' })).toMatchObject({ costUsd: null, totalTokens: null });
  });
});

describe('spans', () => {
  const outline = (...sketches: RecordSketch[]) =>
    eventsOf(...sketches).map(({ id, spanId, parentSpanId }) => `${id} ${spanId ?? '-'} in ${parentSpanId ?? '-'}`);
  const marker = (name: 'span_start' | 'span_end', spanId: string, more: Partial<RecordSketch> = {}): RecordSketch => ({
    type: 'state_change',
    spanId,
    ...more,
    payload: { name, span_name: 'search', ...more.payload },
  });

  it('are a pair of markers as one event that encloses those with its id', () => {
    const sketches = [
      marker('span_start', 's', { parentId: 'p' }),
      { type: 'llm_call', spanId: 's', parentId: 'p' },
      marker('span_end', 's'),
    ];
    expect(outline(...sketches)).toEqual(['t:0 s in p', 't:1 - in s']);
    expect(eventsOf(...sketches)[0]).toMatchObject({
      name: 'search',
      type: 'state_change',
      durationMs: 2_000,
      data: { key: 'search' },
    });
  });

  it('say at their end how long they took and what went wrong', () => {
    const end = marker('span_end', 's', { payload: { duration_ms: 70, error: 'no' } });
    expect(eventsOf(marker('span_start', 's'), end)[0]).toMatchObject({
      durationMs: 70,
      endedAt: recordStart + 70,
      status: 'error',
      error: { message: 'no' },
    });
  });

  it('that have not ended have no duration', () => {
    expect(eventsOf(marker('span_start', 's'))[0]).toMatchObject({ endedAt: null, durationMs: null, status: 'ok' });
  });

  it.each<[string, RecordSketch[], string[]]>([
    [
      'without markers are the first event of their id',
      [
        { type: 'tool_call', spanId: 's', parentId: 'p' },
        { type: 'metric', spanId: 's' },
      ],
      ['t:0 s in p', 't:1 - in s'],
    ],
    [
      'with a late marker are the marker',
      [{ type: 'metric', spanId: 's' }, marker('span_start', 's')],
      ['t:0 - in s', 't:1 s in -'],
    ],
    ['that end without a start are an event', [marker('span_end', 's')], ['t:0 s in -']],
    [
      'that start twice enclose the second',
      [marker('span_start', 's'), marker('span_start', 's'), marker('span_end', 's')],
      ['t:0 s in -', 't:1 - in s'],
    ],
    [
      'that are no spans lie where they say',
      [{ type: 'metric', parentId: 'p' }, { type: 'metric' }],
      ['t:0 - in p', 't:1 - in -'],
    ],
  ])('%s', (_what, sketches, expected) => expect(outline(...sketches)).toEqual(expected));
});

describe('what is derived', () => {
  const retrieval = { type: 'retrieval', payload: { query: 'q', documents: [{ id: 'd' }] } };
  const ids = (...sketches: RecordSketch[]) => eventsOf(...sketches).map(({ id }) => id);

  it('is the documents of a retrieval, as what it gave back', () => {
    const [call, result] = eventsOf(retrieval);
    expect(call).toMatchObject({
      type: 'tool_call',
      name: 'retrieval',
      status: 'ok',
      data: { toolName: 'retrieval', arguments: { query: 'q' }, success: true },
    });
    expect(result).toMatchObject({
      id: 't:0:result',
      type: 'tool_result',
      derived: true,
      data: { result: [{ id: 'd' }], callEventId: 't:0', success: true },
      source: { type: 'retrieval', seq: 0 },
    });
  });

  it('is a result that came with its call, and its error', () => {
    expect(eventsOf({ type: 'tool_call', payload: { tool_name: 'a', result: 1 } })[1]).toMatchObject({
      type: 'tool_result',
      data: { result: 1, success: true },
    });
    expect(eventsOf({ type: 'tool_call', payload: { tool_name: 'a', error: 'no' } })[1]).toMatchObject({
      data: { success: false, error: { message: 'no' } },
      status: 'error',
    });
  });

  it.each<[string, RecordSketch[], string[]]>([
    ['directly behind an event that is no span', [retrieval, { type: 'metric' }], ['t:0', 't:0:result', 't:1']],
    [
      'last in its span',
      [{ ...retrieval, spanId: 's' }, { type: 'metric' }, { type: 'metric', spanId: 's' }, { type: 'metric' }],
      ['t:0', 't:1', 't:2', 't:0:result', 't:3'],
    ],
    [
      'behind the spans in its span',
      [
        { ...retrieval, spanId: 's' },
        { type: 'metric', spanId: 'i', parentId: 's' },
        { type: 'metric', spanId: 'i' },
        { type: 'metric' },
      ],
      ['t:0', 't:1', 't:2', 't:0:result', 't:3'],
    ],
    [
      'the inner before the outer',
      [
        { ...retrieval, spanId: 's' },
        { ...retrieval, spanId: 'i', parentId: 's' },
      ],
      ['t:0', 't:1', 't:1:result', 't:0:result'],
    ],
    [
      'once in a circle of spans',
      [
        { ...retrieval, spanId: 's', parentId: 'i' },
        { ...retrieval, spanId: 'i', parentId: 's' },
      ],
      ['t:0', 't:1', 't:1:result', 't:0:result'],
    ],
    ['nothing of a retrieval without documents', [{ type: 'retrieval', payload: { query: 'q' } }], ['t:0']],
    [
      'nothing where the client calls it something else',
      [{ ...retrieval, metadata: { eventType: 'state_change' } }],
      ['t:0'],
    ],
  ])('stands %s', (_what, sketches, expected) => expect(ids(...sketches)).toEqual(expected));
});

it('goes by seq alone: a client’s clock moves nothing', () => {
  const events = eventsOf({ type: 'metric', at: recordStart + 9 }, { type: 'metric', at: recordStart });
  expect(events.map(({ id }) => id)).toEqual(['t:0', 't:1']);
});
