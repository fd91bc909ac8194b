import type { JsonObject } from '@debrief/kernel';
import { sentSpan, textAttribute } from '../../factories/otlp-export';
import { type ReadEvent, type Told, useSessions } from './sessions-suite';

/** A user asks, a model decides, a guardrail looks, a tool fails, another agent takes over and answers. */
const told: readonly Told[] = [
  { type: 'user_message', payload: { content: 'Book a room' } },
  { type: 'llm_call', payload: { model: 'gpt-4o', input_tokens: 100, output_tokens: 20, latency_ms: 900 } },
  { type: 'state_change', payload: { name: 'guardrail.pii', after: { passed: true } } },
  { type: 'tool_call', payload: { tool_name: 'book_room', call_id: 'c1', arguments: { room: 4 } } },
  { type: 'tool_result', payload: { tool_name: 'book_room', call_id: 'c1', error: '409 room taken' } },
  { type: 'state_change', payload: { name: 'routing', after: 'billing' } },
  { type: 'state_change', payload: { name: 'handoff', from_agent: 'booker', to_agent: 'billing' } },
  { type: 'agent_message', payload: { content: 'No room is free' } },
];

const at = (ms: number): string => `${1764112345000 + ms}000000`;
const json = (value: unknown): string => JSON.stringify(value);
const span = (spanId: string, name: string, ms: number, attributes: Record<string, string>, more: JsonObject = {}) =>
  sentSpan({
    traceId: '1'.repeat(32),
    spanId,
    parentSpanId: 'a'.repeat(16),
    name,
    startTimeUnixNano: at(ms),
    endTimeUnixNano: at(ms + 50),
    attributes: Object.entries(attributes).map(([key, value]) => textAttribute(key, value)),
    ...more,
  });

const root = span(
  'a'.repeat(16),
  'invoke_agent booker',
  0,
  {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'booker',
    'session.id': 'conv_otel',
    'gen_ai.input.messages': json([{ role: 'user', parts: [{ type: 'text', content: 'Book a room' }] }]),
    'gen_ai.output.messages': json([{ role: 'assistant', parts: [{ type: 'text', content: 'No room is free' }] }]),
  },
  { parentSpanId: '', endTimeUnixNano: at(1000) },
);
const spans = [
  root,
  span('1'.padStart(16, '0'), 'chat gpt-4o', 10, { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' }),
  span('2'.padStart(16, '0'), 'pii', 100, {
    'openinference.span.kind': 'GUARDRAIL',
    'output.value': '{"passed":true}',
  }),
  span(
    '3'.padStart(16, '0'),
    'execute_tool book_room',
    200,
    { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'book_room' },
    { status: { code: 2, message: '409 room taken' } },
  ),
  span('4'.padStart(16, '0'), 'routing', 300, { 'openinference.span.kind': 'CHAIN', 'output.value': 'billing' }),
  span('5'.padStart(16, '0'), 'transfer_to_billing', 400, {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'transfer_to_billing',
  }),
];

const outline = (events: readonly ReadEvent[]): string[] =>
  events.map(({ type, decisionKind, status }) => [type, decisionKind, status].filter(Boolean).join(' '));

describe('one conversation', () => {
  const suite = useSessions();

  it('is the same events, whether it was told natively or exported as spans', async () => {
    await suite.record(told, { session: 'conv_native' });
    await suite.exportSpans(...spans);
    const expected = [
      'state_change ok',
      'llm_call ok',
      'guardrail_eval ok',
      'tool_call error',
      'tool_result error',
      'decision routing ok',
      'handoff handoff ok',
      'response ok',
    ];
    expect(outline(await suite.events('/conv_native/traces'))).toEqual(expected);
    // An agent's span is an event, too.
    const [agent, ...rest] = outline(await suite.events('/conv_otel/traces'));
    expect([agent, rest]).toEqual(['state_change ok', expected]);
  });
});
