import { type EventSketch, makeRun } from '../../../../test/factories/make-run';
import type { Detection } from '../detection';
import { indexRun } from '../run/index-run';
import type { Run } from '../run/run';
import { rankCandidates } from './rank-candidates';

const say = (agent: string, content: string): EventSketch => ['agent_message', { content }, { agent }];
const person = (content: string): EventSketch => ['user_message', { content }];
const call = (agent: string, tool: string, args: string | Record<string, string>): EventSketch => [
  'tool_call',
  { tool_name: tool, arguments: args },
  { agent, name: tool },
];
const result = (value: string): EventSketch => ['tool_result', { result: value }, { agent: 'terminal' }];
const failure = (error: string): EventSketch => [
  'tool_result',
  { result: null, error },
  { agent: 'terminal', level: 'error' },
];
const decide = (agent: string, text: string): EventSketch => [
  'state_change',
  { name: 'decision', after: text },
  { agent, name: 'decision' },
];
const handoff = (agent: string, to: string, order: string): EventSketch => [
  'state_change',
  { name: 'handoff', to_agent: to, after: order },
  { agent, name: 'handoff' },
];
const report = (agent: string, text: string): EventSketch => ['tool_result', { result: text }, { agent }];

const goal = 'How many rooms did the northern hotels sell in May?';
const plan = 'The task: how many rooms did the northern hotels sell in May? Find the sales, then add them up.';
const rank = (events: readonly EventSketch[], detections: readonly Detection[] = [], about: Partial<Run> = { goal }) =>
  rankCandidates(indexRun(makeRun(events, about)), detections);

describe('the first candidate', () => {
  it.each<[string, EventSketch[], number, string]>([
    [
      'made-up input that others accept: the answer at 4 is wrong because of 1',
      [
        say('planner', plan),
        call(
          'coder',
          'run',
          'The file is missing, let us assume some numbers: rooms = [312, 455, 118]; print(sum(rooms))',
        ),
        result('exitcode: 0\n885'),
        say('checker', 'The sum is correct and verified.'),
        say('checker', 'They sold **885** rooms. TERMINATE'),
      ],
      1,
      'coder',
    ],
    [
      'a finding stated without looking: it shows at 4, caused at 2',
      [
        say('planner', plan),
        say('clerk', 'Could somebody share the sales, please?'),
        say('expert', 'I have found the sales: the northern hotels sold 1,204 rooms in May and 377 in June.'),
        say('checker', 'I agree, that is accurate and confirmed.'),
        say('planner', 'They sold **1,204** rooms. TERMINATE'),
      ],
      2,
      'expert',
    ],
    [
      'a plan for another task than the one that was set',
      [
        say('planner', 'The code failed with an unknown language. Debug it and write a unit test.'),
        say('tester', 'Please provide the code that failed.'),
        result('There is no code to run.'),
        say('planner', 'We cannot proceed without it.'),
        say('tester', 'TERMINATE'),
      ],
      0,
      'planner',
    ],
    [
      'a dead end that the work handed out ran into first: it shows at 10, caused at 4',
      [
        decide('boss', 'Initial plan: the reader opens the file, step by step.'),
        decide('boss', 'We should proceed as planned; next steps are open.'),
        handoff('boss', 'reader', 'Please open the sales file.'),
        decide('boss', 'Next: reader'),
        report('reader', 'Error 404: the file was not found at that address.'),
        decide('boss', 'The plan stands, proceed.'),
        handoff('boss', 'reader', 'Please open the sales file again and read on.'),
        report('reader', 'The page lists the hotels of the north by name and by town.'),
        decide('boss', 'The plan stands, proceed.'),
        handoff('boss', 'reader', 'Please read the next page.'),
        report('reader', 'The page lists the hotels of the north by name and by street.'),
      ],
      4,
      'reader',
    ],
    [
      'a change that was refused, before others that worked',
      [
        person('Please exchange my lamp.'),
        say('assistant', 'Which order is it?'),
        person('It is 1001.'),
        call('assistant', 'get_order', { id: '1001' }),
        result('{"status": "pending"}'),
        call('assistant', 'exchange_items', { id: '1001' }),
        failure('orders that are not delivered cannot be exchanged'),
        say('assistant', 'It is still on its way, so it cannot be exchanged.'),
        person('I see, thank you.'),
      ],
      5,
      'assistant',
    ],
    [
      'a change that locked the record: the refusal shows at 7, caused at 5',
      [
        person('A red lamp in place of the blue one, and my new address, please.'),
        say('assistant', 'Which order is it?'),
        person('It is W5270061.'),
        call('assistant', 'get_order', { id: 'W5270061' }),
        result('{"status": "pending"}'),
        call('assistant', 'modify_items', { id: 'W5270061', item: 'red lamp' }),
        result('{"status": "modified"}'),
        call('assistant', 'modify_address', { id: 'W5270061' }),
        result('Error: only pending orders can be modified'),
        say('assistant', 'Your new address can no longer be set.'),
      ],
      5,
      'assistant',
    ],
    [
      'a count that the answer just read does not hold',
      [
        person('How many shirts do you have?'),
        say('assistant', 'One moment.'),
        person('Sure.'),
        call('assistant', 'list_shirts', {}),
        result('{"red": "available", "blue": "available", "green": "sold out"}'),
        say('assistant', 'There are 11 shirts in our shop.'),
        person('Thank you!'),
      ],
      5,
      'assistant',
    ],
  ])('is %s', (_, events, seq, agent) => {
    expect(rank(events)[0]).toMatchObject({ seq, agent });
  });

  it('is the step against which a detector proved something, where the run itself says little', () => {
    const events = [
      say('planner', plan),
      say('clerk', 'I will look into it.'),
      call('clerk', 'read', { page: 'a' }),
      result('fine'),
      call('clerk', 'send', { page: 'b' }),
      result('sent'),
      say('clerk', 'All done.'),
    ];
    const proof: Detection = {
      label: 'leak',
      detector: 'leak',
      version: '1',
      tier: 'defect',
      confidence: 0.95,
      severity: 'high',
      evidenceRefs: [4],
      criticalStepSeq: 4,
      summary: 'It sent a secret.',
      evidence: [{ kind: 'event', seq: 4 }],
    };
    expect(rank(events)[0]?.seq).not.toBe(4);
    expect(rank(events, [proof])[0]?.seq).toBe(4);
  });
});

describe('the candidates', () => {
  const events = [say('a', plan), call('b', 'run', 'print(1)'), result('1'), say('a', 'It is 1.'), say('b', 'Yes.')];

  it('are three at most, best first, with shares that sum to less than one', () => {
    const scores = rank(events).map(({ score }) => score);
    expect(scores).toHaveLength(3);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores.reduce((sum, score) => sum + score, 0)).toBeLessThanOrEqual(1);
  });

  it('are the same every time', () => {
    expect(JSON.stringify(rank(events))).toBe(JSON.stringify(rank(structuredClone(events))));
  });

  it('are the earlier of equals', () => {
    const alike = Array.from({ length: 6 }, () => decide('a', 'wait'));
    expect(rank(alike).map(({ seq }) => seq)).toEqual([0, 1, 2]);
  });

  it('bear the agent of the run where their events name none', () => {
    expect(rank([['agent_message', { content: 'Hello' }]], [], { agent: 'booker' })[0]?.agent).toBe('booker');
  });

  it.each<[string, EventSketch[]]>([
    ['no events', []],
    ['no step', [['metric', { name: 'x', value: 1 }]]],
    ['only a task', [person('Do it.')]],
  ])('are none in a run with %s', (_, none) => {
    expect(rank(none)).toEqual([]);
  });

  it('are found in payloads of any form', () => {
    const odd = JSON.parse('{"__proto__": {"content": 1}, "arguments": [[[]]], "result": {"a": null}, "error": []}');
    const types = ['agent_message', 'tool_call', 'tool_result', 'state_change', 'browser_action', 'dom_snapshot', 'x'];
    expect(() => rank(types.map((type) => [type, odd]))).not.toThrow();
  });

  it('are found in half a second in a run of 50,000 events of text without an end', () => {
    const text = `${'aA1 -_#.,:'.repeat(2_000)} assum`;
    const long = Array.from({ length: 50_000 }, (_, index) => say(`a${index % 3}`, text));
    const run = indexRun(makeRun(long));
    const { user } = process.cpuUsage();
    rankCandidates(run, []);
    expect(process.cpuUsage().user - user).toBeLessThan(500_000);
  });
});
