import { parseJson, type JsonObject } from '@debrief/kernel';
import type { NativeEvent, NativeEventType } from './native-event';
import { readFacts, type EventFacts } from './read-facts';

const none: EventFacts = {
  name: null,
  agent: null,
  level: 'default',
  durationMs: null,
  model: null,
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
};
const facts = (type: NativeEventType, payload: JsonObject, metadata: JsonObject | null = null): EventFacts =>
  readFacts({ type, session_id: 's', timestamp: 't', seq: 0, idempotency_key: 'k', payload } as NativeEvent, metadata);

describe('readFacts', () => {
  it.each<[NativeEventType, JsonObject, Partial<EventFacts>]>([
    ['user_message', { content: 'hi', name: 'no' }, {}],
    ['tool_call', { tool_name: 'search' }, { name: 'search' }],
    ['tool_call', { tool_name: 7 }, {}],
    ['tool_call', { tool_name: '' }, {}],
    ['tool_call', { tool_name: 'x'.repeat(300) }, { name: 'x'.repeat(256) }],
    ['tool_call', { tool_name: 'a\0b', model: 'm', input_tokens: 3, cost_usd: 1 }, { name: 'a\uFFFDb' }],
    ['tool_call', { tool_name: `${'x'.repeat(255)}😀` }, { name: `${'x'.repeat(255)}\uFFFD` }],
    ['browser_action', { action: 'click' }, { name: 'click' }],
    [
      'replay_artifact',
      { artifact_type: 'screen_recording', duration_ms: 900 },
      { name: 'screen_recording', durationMs: 900 },
    ],
    ['state_change', { name: 'span_end', span_name: 'plan', duration_ms: 12 }, { name: 'span_end', durationMs: 12 }],
    ['score', { name: 'user_confirm', value: true }, { name: 'user_confirm' }],
    ['metric', { name: 'latency', value: 3 }, { name: 'latency' }],
    ['error', { error_type: 'ValueError' }, { name: 'ValueError', level: 'error' }],
    ['error', {}, { level: 'error' }],
    ['tool_result', { error: 'timeout' }, { level: 'error' }],
    ['tool_result', { error: { code: 5 } }, { level: 'error' }],
    ['tool_result', { error: null }, {}],
    ['tool_result', { error: '' }, {}],
    ['tool_result', { result: 1 }, {}],
    ['session_end', { error: 'boom' }, {}],
    ['agent_message', { agent: 'planner' }, { agent: 'planner' }],
    ['agent_message', { duration_ms: -1 }, {}],
    ['agent_message', { duration_ms: '12' }, {}],
  ])('%s %j', (type, payload, expected) => {
    expect(facts(type, payload)).toEqual({ ...none, ...expected });
  });

  it('prefers the agent of the metadata', () => {
    expect(facts('tool_call', { agent: 'a' }, { agent: 'b' }).agent).toBe('b');
    expect(facts('tool_call', { agent: 'a' }, { agent: 5 }).agent).toBe('a');
  });

  it('reads model and usage of an llm_call', () => {
    const payload = { model: 'gpt', input_tokens: 10, output_tokens: 0, cost_usd: 0.25, latency_ms: 800 };
    expect(facts('llm_call', payload)).toEqual({
      ...none,
      model: 'gpt',
      inputTokens: 10,
      outputTokens: 0,
      costUsd: 0.25,
      durationMs: 800,
    });
  });

  it('keeps amounts that would spoil a sum out of the columns', () => {
    const payload = { model: 'gpt', input_tokens: -10, output_tokens: null, cost_usd: -1 };
    expect(facts('llm_call', payload)).toEqual({ ...none, model: 'gpt' });
  });

  it('rounds a cost that a double cannot hold', () => {
    const payload = parseJson('{"model":"gpt","cost_usd":0.1234567890123456789}') as JsonObject;
    expect(facts('llm_call', payload).costUsd).toBe(0.12345678901234568);
  });
});
