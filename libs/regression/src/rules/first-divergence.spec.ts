import fc from 'fast-check';
import type { JsonObject } from '@debrief/kernel';
import type { ToolEvent } from '@debrief/replay';
import { type AgentStep, toAgentSteps, toStepEvent } from './agent-steps';
import { firstDivergence } from './first-divergence';

/** `find:Tue=10` is a call of a tool with arguments and its answer; `say` is a message. */
const steps = (text: string): AgentStep[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word, seq): AgentStep => {
      const [, name = '', given = '', result] = /^([^:=]+):?([^=]*)=?(.*)$/.exec(word) ?? [];
      return {
        seq,
        type: name === 'say' ? 'agent_message' : 'tool_call',
        name,
        arguments: given,
        result: result || null,
      };
    });

describe('firstDivergence', () => {
  it.each([
    ['', '', null],
    ['find:Tue=10 say', 'find:Tue=10 say', null],
    ['find:Tue=10 say', 'find:Wed=10 say', ['changed', 0, 'find', 'find']],
    ['find:Tue=10 say', 'find:Tue=11 say', ['result', 0, 'find', 'find']],
    ['find:Tue=10 book say', 'find:Tue=10 check book say', ['added', 1, 'book', 'check']],
    ['find:Tue=10 check book say', 'find:Tue=10 book say', ['missing', 1, 'check', 'book']],
    ['find book', 'find', ['missing', 1, 'book', undefined]],
    ['find', 'find book', ['added', 1, undefined, 'book']],
    ['a b c', 'a x y', ['changed', 1, 'b', 'x']],
  ] as [string, string, [string, number, string | undefined, string | undefined] | null][])(
    'of "%s" and "%s" is %j',
    (before, after, expected) => {
      const found = firstDivergence(steps(before), steps(after));
      expect(found && [found.kind, found.commonSteps, found.before?.name, found.after?.name]).toEqual(expected);
    },
  );

  it('cuts long texts', () => {
    const long = steps(`find:${'x'.repeat(1_000)}`);
    expect(firstDivergence(long, [])?.before?.arguments).toHaveLength(300);
  });

  it('is nowhere between a run and itself, and at the step that was changed', () => {
    const word = fc.constantFrom('a=1', 'b:2=3', 'say', 'c=4');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.nat(), (words, place) => {
        const at = place % words.length;
        expect(firstDivergence(steps(words.join(' ')), steps(words.join(' ')))).toBeNull();
        const changed = words.map((one, index) => (index === at ? 'new:1=1' : one));
        expect(firstDivergence(steps(words.join(' ')), steps(changed.join(' ')))?.commonSteps).toBe(at);
      }),
    );
  });
});

describe('toAgentSteps', () => {
  const event = (seq: number, type: string, payload: JsonObject): ToolEvent => ({ seq, type, payload });

  it('reads tool calls with their answers, actions, retrievals and messages, in seq order', () =>
    expect(
      toAgentSteps([
        event(1, 'tool_call', { tool_name: 'find', arguments: { b: 1, a: 2 }, call_id: 'c1' }),
        event(2, 'browser_action', { action: 'click', target: 'Save', colour: 'red' }),
        event(3, 'tool_result', { call_id: 'c1', result: { y: 1, x: 2 } }),
        event(4, 'retrieval', { query: 'slots' }),
        event(5, 'agent_message', { content: 'Done' }),
        event(6, 'tool_call', { tool_name: 'book', call_id: 'c2' }),
        event(7, 'tool_result', { call_id: 'c2', error: 'full' }),
        event(8, 'tool_call', { tool_name: 'book' }),
      ]),
    ).toEqual([
      { seq: 1, type: 'tool_call', name: 'find', arguments: '{"a":2,"b":1}', result: '{"x":2,"y":1}' },
      { seq: 2, type: 'browser_action', name: 'click', arguments: '{"target":"Save"}', result: null },
      { seq: 4, type: 'retrieval', name: null, arguments: '"slots"', result: null },
      { seq: 5, type: 'agent_message', name: null, arguments: '', result: null },
      { seq: 6, type: 'tool_call', name: 'book', arguments: '{}', result: '{"error":"full"}' },
      { seq: 8, type: 'tool_call', name: 'book', arguments: '{}', result: null },
    ]));

  it.each([
    [{ seq: 1, type: 'tool_call', payload: {} }, true],
    [{ seq: 1, type: 'metric', payload: {} }, false],
    [{ seq: 1, type: 'constructor', payload: {} }, false],
    [{ seq: '1', type: 'tool_call', payload: {} }, false],
    ['text', false],
  ])('takes %j for a step: %s', (value, expected) => expect(toStepEvent(value) !== undefined).toBe(expected));
});
