import { type EventSketch, makeRun } from '../../../../test/factories/make-run';
import { buildDependencyGraph } from './dependency-graph';
import { toAgentSteps } from './to-agent-steps';

const say = (agent: string, content: string): EventSketch => ['agent_message', { content }, { agent }];
const call = (tool: string, args: Record<string, string>): EventSketch => [
  'tool_call',
  { tool_name: tool, arguments: args },
  { agent: 'a', name: tool },
];
const result = (value: string): EventSketch => ['tool_result', { result: value }, { agent: 'tool' }];
const handoff = (to: string): EventSketch => [
  'state_change',
  { name: 'handoff', to_agent: to },
  { agent: 'boss', name: 'handoff' },
];
const report = (agent: string, text: string): EventSketch => ['tool_result', { result: text }, { agent }];

describe('what a step builds on', () => {
  it.each<[string, EventSketch[], number[][]]>([
    ['nothing, where nothing joins the steps', [say('a', 'One.'), say('b', 'Two.')], [[], []]],
    [
      'work: the hand-off that asked for it',
      [handoff('x'), handoff('y'), report('x', 'Done.'), report('y', 'Done.')],
      [[], [], [0], [1]],
    ],
    [
      'a number: the step that brought it in, said or given by a tool',
      [say('a', 'It is 417.'), say('b', 'Fine.'), call('get', {}), result('8,251'), say('c', '417 and 8,251')],
      [[], [], [], [2, 0]],
    ],
    [
      'a call: the one that touched the same record before',
      [call('change', { id: '#W5270061' }), result('ok'), call('move', { id: '#W5270061' })],
      [[], [0]],
    ],
    ['a reaction: the failure before it', [call('get', {}), result('Error: gone'), say('a', 'I see.')], [[], [0]]],
    [
      'at most the four nearest',
      [...[11, 12, 13, 14, 15].map((number) => say('a', `${number}`)), say('b', '11 12 13 14 15')],
      [[], [], [], [], [], [4, 3, 2, 1]],
    ],
  ])('%s', (_, events, expected) => {
    expect(buildDependencyGraph(toAgentSteps(makeRun(events).events))).toEqual(expected);
  });
});
