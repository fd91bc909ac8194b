import { type EventSketch, makeRun } from '../../../../test/factories/make-run';
import { toAgentSteps } from './to-agent-steps';

const say = (agent: string, content: string): EventSketch => ['agent_message', { content }, { agent }];
const call = (agent: string, tool: string): EventSketch => [
  'tool_call',
  { tool_name: tool, arguments: { id: 'a1' } },
  { agent, name: tool },
];
const result = (agent: string, value: string, error?: string): EventSketch => [
  'tool_result',
  { result: value, ...(error === undefined ? {} : { error }) },
  { agent, level: error === undefined ? 'default' : 'error' },
];
const handoff = (agent: string, to: string): EventSketch => [
  'state_change',
  { name: 'handoff', to_agent: to, after: 'Look it up.' },
  { agent, name: 'handoff' },
];

/** Seq, kind and text of each step, and what came of it. */
const stepsOf = (events: readonly EventSketch[]) =>
  toAgentSteps(makeRun(events).events).map(({ seq, kind, text, outcome, isError }) => [
    seq,
    kind,
    text,
    outcome,
    isError,
  ]);

describe('the steps of a run', () => {
  it.each<[string, EventSketch[], unknown[][]]>([
    ['a message is a step', [say('a', 'Hello')], [[0, 'message', 'Hello', '', false]]],
    [
      'a model call and its message are one',
      [['llm_call', { model: 'm' }, { agent: 'a' }], say('a', 'Hello')],
      [[0, 'message', 'Hello', '', false]],
    ],
    [
      'a message of another agent is another step',
      [['llm_call', { model: 'm' }, { agent: 'a' }], say('b', 'Hello')],
      [
        [0, 'message', '', '', false],
        [1, 'message', 'Hello', '', false],
      ],
    ],
    [
      'a result belongs to the call before it',
      [call('a', 'get'), result('tool', 'found')],
      [[0, 'call', '{"id":"a1"}', 'found', false]],
    ],
    [
      'so does a failure',
      [call('a', 'get'), result('tool', '', 'no such id')],
      [[0, 'call', '{"id":"a1"}', 'no such id', true]],
    ],
    [
      'an answer that begins with an error is a failure',
      [call('a', 'get'), result('tool', 'Error: gone')],
      [[0, 'call', '{"id":"a1"}', 'Error: gone', true]],
    ],
    [
      'an error further down a page is not',
      [call('a', 'get'), result('tool', `${'fine '.repeat(100)} error 404`)],
      [[0, 'call', '{"id":"a1"}', `${'fine '.repeat(100)} error 404`, false]],
    ],
    [
      'what an agent reports that work was handed to is its own step',
      [handoff('boss', 'clerk'), result('clerk', 'Done.')],
      [
        [0, 'handoff', 'Look it up.', '', false],
        [1, 'work', 'Done.', '', false],
      ],
    ],
    [
      'the task is no step, a later word of a person is',
      [['user_message', { content: 'Do it' }], say('a', 'Which?'), ['user_message', { content: 'That' }]],
      [
        [1, 'message', 'Which?', '', false],
        [2, 'user', 'That', '', false],
      ],
    ],
    ['what the system says is no step', [say('system', 'You are helpful.')], []],
    [
      'markers and scores are none',
      [
        ['state_change', { name: 'span_start' }, { agent: 'a', name: 'span_start' }],
        ['score', { name: 'x', value: 1 }, {}],
      ],
      [],
    ],
    [
      'fields of the wrong type are read as text, not trusted',
      [
        ['agent_message', { content: { deep: [1, null] } }, { agent: 'a' }],
        ['tool_result', { result: 7, error: true }],
      ],
      [[0, 'message', '{"deep":[1,null]}', 'true\n7', false]],
    ],
  ])('%s', (_, events, expected) => {
    expect(stepsOf(events)).toEqual(expected);
  });

  it('keeps the first and the last hundred steps of a long run', () => {
    const steps = toAgentSteps(makeRun(Array.from({ length: 1_000 }, (_, index) => say('a', `${index}`))).events);
    expect([steps.length, steps[99]?.seq, steps[100]?.seq, steps.at(-1)?.seq]).toEqual([200, 99, 900, 999]);
  });

  it('keeps the beginning and the end of a long text', () => {
    const [step] = toAgentSteps(makeRun([say('a', `begin ${'x'.repeat(10_000)} end`)]).events);
    expect(step?.text.length).toBeLessThan(4_100);
    expect(step?.text).toMatch(/^begin .* end$/s);
  });
});
