import {
  makeSession,
  type RunSketch,
  type SessionSketch,
  userMessage,
} from '../../../../../test/factories/make-session';
import { readSession } from '../read-session';
import { decisionAnomalyRules } from '../rules';
import { applyThresholds } from '../thresholds';

/** What the rules find, as `rule severity turn name count events`. */
const foundIn = (...runs: readonly RunSketch[]): string[] =>
  decisionAnomalyRules.flatMap((rule) =>
    rule({ session: readSession(makeSession(runs)), failedRequests: [], thresholds: applyThresholds({}) }).map(
      ({ entry: { rule, severity, turn, name, message, count, eventIds }, size }) => {
        expect(message).toMatch(/^[A-Za-z][^\n]+\.$/);
        expect(size).toBe(count);
        return `${rule} ${severity} ${turn} ${name} ${count} ${eventIds.join()}`;
      },
    ),
  );

/** What they find among the events of one turn that is answered in the end. */
const found = (...events: readonly SessionSketch[]): string[] => foundIn({ events: [...events, ['response']] });

const times = (count: number, ...events: readonly SessionSketch[]): SessionSketch[] =>
  Array.from({ length: count }, () => events).flat();
const call = (toolName: string | null, args = {}, more = {}): SessionSketch => [
  'tool_call',
  { toolName, arguments: args, success: true },
  more,
];
const decision = (kind: string, choice: string | null, confidence: number | null = null): SessionSketch => [
  'decision',
  { kind, choice, confidence },
];
const handoff = (way: string): SessionSketch => {
  const [fromAgent, toAgent] = way.split('→').map((name) => name || null);
  return ['handoff', { fromAgent, toAgent }];
};
const guardrail = (
  data: Extract<SessionSketch, readonly ['guardrail_eval', ...unknown[]]>[1],
  more = {},
): SessionSketch => ['guardrail_eval', data, more];
const blocked = (data: object, more = {}): SessionSketch => guardrail({ blocked: true, passed: false, ...data }, more);

it.each<[string, SessionSketch[], string[]]>([
  ['repeated_call fires at three', times(3, call('find')), ['repeated_call warning 1 find 3 t1:0,t1:1,t1:2']],
  ['repeated_call is silent at two', times(2, call('find')), []],
  ['repeated_call is silent with another tool between', [...times(2, call('find')), call('book'), call('find')], []],
  [
    'repeated_call looks past the same tool with other arguments',
    [call('find'), call('find', { a: 1 }), call('find'), call('find')],
    ['repeated_call warning 1 find 3 t1:0,t1:2,t1:3'],
  ],
  ['repeated_call does not compare tools without a name', times(3, call(null)), []],
  [
    'repeated_call goes by the turn',
    [userMessage(), ...times(2, call('find')), ['response'], userMessage(), ...times(2, call('find'))],
    [],
  ],
  [
    'repeated_decision fires at five',
    times(5, decision('routing', 'a')),
    ['repeated_decision warning 1 routing 5 t1:0,t1:1,t1:2,t1:3,t1:4'],
  ],
  ['repeated_decision is silent at four', [...times(4, decision('routing', 'a')), decision('routing', 'b')], []],
  ['repeated_decision tells kinds apart', [...times(4, decision('routing', 'a')), decision('plan', 'a')], []],
  ['repeated_decision does not compare what was not recorded', times(5, decision('routing', null)), []],
  [
    'handoff_loop fires when the work comes back again',
    ['A→B', 'B→A', 'A→B'].map(handoff),
    ['handoff_loop critical 1 A 3 t1:0,t1:1,t1:2'],
  ],
  ['handoff_loop is silent when it comes back once', ['A→B', 'B→A'].map(handoff), []],
  ['handoff_loop is silent when a third has it in between', ['A→B', 'B→C', 'C→A', 'A→B'].map(handoff), []],
  ['handoff_loop is silent where nobody knows whose it was', ['→B', 'B→', '→B'].map(handoff), []],
  [
    'self_handoff fires at each',
    ['A→A', 'A→B', 'B→B'].map(handoff),
    ['self_handoff warning 1 A 1 t1:0', 'self_handoff warning 1 B 1 t1:2'],
  ],
  [
    'self_handoff is no loop',
    times(3, handoff('A→A')),
    times(3, handoff('A→A')).map((_, at) => `self_handoff warning 1 A 1 t1:${at}`),
  ],
  [
    'handoff_chain fires at seven',
    ['A→B', 'B→C', 'C→D', 'D→E', 'E→F', 'F→G', 'G→H'].map(handoff),
    ['handoff_chain warning 1 null 7 t1:0,t1:1,t1:2,t1:3,t1:4,t1:5,t1:6'],
  ],
  ['handoff_chain is silent at six', ['A→B', 'B→C', 'C→D', 'D→E', 'E→F', 'F→G'].map(handoff), []],
  ['low_confidence fires below 0.4', [decision('plan', 'a', 0.39)], ['low_confidence info 1 plan 1 t1:0']],
  [
    'low_confidence is silent from there, and where none was recorded',
    [decision('plan', 'a', 0.4), decision('plan', 'a')],
    [],
  ],
  [
    'guardrail_bypassed fires at the tool that an action names',
    [blocked({ action: 'wipe_disk' }), call('wipe_disk')],
    ['guardrail_bypassed critical 1 wipe_disk 2 t1:0,t1:1'],
  ],
  [
    'guardrail_bypassed fires at the tool that a reason names',
    [blocked({ reason: 'The tool Wipe-Disk may not run.' }), call('find'), call('wipe-disk')],
    ['guardrail_bypassed critical 1 wipe-disk 2 t1:0,t1:2'],
  ],
  [
    'guardrail_bypassed fires at an agent that runs all the same',
    [blocked({ reason: 'not for the booking agent' }), ['llm_call', {}, { agentName: 'Booking Agent' }]],
    ['guardrail_bypassed critical 1 Booking Agent 2 t1:0,t1:1'],
  ],
  [
    'guardrail_bypassed fires at an agent that gets the work',
    [blocked({ action: 'B' }), handoff('A→B')],
    ['guardrail_bypassed critical 1 B 2 t1:0,t1:1'],
  ],
  [
    'guardrail_bypassed lets the agent go on that was stopped',
    [blocked({ action: 'A' }, { agentName: 'A' }), ['llm_call', {}, { agentName: 'A' }]],
    [],
  ],
  ['guardrail_bypassed is silent at another tool', [blocked({ action: 'wipe_disk' }), call('wipe')], []],
  ['guardrail_bypassed is silent at a call before it', [call('wipe_disk'), blocked({ action: 'wipe_disk' })], []],
  [
    'guardrail_bypassed is silent when nothing was blocked',
    [guardrail({ passed: true, action: 'wipe_disk' }), call('wipe_disk')],
    [],
  ],
  [
    'guardrail_bypassed is silent after another look that passed',
    [
      blocked({ action: 'wipe_disk' }),
      guardrail({ passed: true, blocked: false, action: 'wipe_disk' }),
      call('wipe_disk'),
    ],
    [],
  ],
  [
    'guardrail_bypassed goes by the turn',
    [userMessage(), blocked({ action: 'wipe_disk' }), ['response'], userMessage(), call('wipe_disk')],
    [],
  ],
  ['many_llm_calls is silent at fifteen', times(15, ['llm_call']), []],
  ['many_llm_calls counts no wrappers', [...times(15, ['llm_call']), ['llm_call', {}, { isWrapper: true }]], []],
])('%s', (_what, events, expected) => expect(found(...events)).toEqual(expected));

it('many_llm_calls fires at sixteen', () =>
  expect(found(...times(16, ['llm_call']))[0]).toMatch(/^many_llm_calls warning 1 null 16 /));

describe('no_response', () => {
  it.each<[string, RunSketch, string[]]>([
    [
      'fires when a run ends without one',
      { events: [userMessage(), call('find')] },
      ['no_response warning 1 null 1 t1:1'],
    ],
    ['waits while a run goes on', { status: 'running', events: [userMessage(), call('find')] }, []],
    [
      'fires when the user speaks again first',
      { status: 'running', events: [userMessage(), call('find'), userMessage()] },
      ['no_response warning 1 null 1 t1:1'],
    ],
    ['asks for none before the user spoke', { events: [['state_change'], userMessage(), ['response']] }, []],
    ['asks for none of a run without events', { events: [] }, []],
  ])('%s', (_what, run, expected) => expect(foundIn(run)).toEqual(expected));
});
