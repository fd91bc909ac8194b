import { makeSession, type RunSketch, type SessionSketch } from '../../../../test/factories/make-session';
import { analyzeSession } from './analyze-session';
import type { FailedRequest } from './failed-request';
import { applyThresholds } from './thresholds';

const suggestionsFor = (run: RunSketch, failedRequests: readonly FailedRequest[] = []) =>
  analyzeSession(makeSession([run]), failedRequests, applyThresholds({})).suggestions;
/** As `code priority basis`. */
const suggested = (events: readonly SessionSketch[], failedRequests: readonly FailedRequest[] = []): string[] =>
  suggestionsFor({ events: [...events, ['response']] }, failedRequests).map(
    ({ code, priority, basedOn }) => `${code} ${priority} ${basedOn.join()}`,
  );

const call = (toolName: string, data = {}, more = {}): SessionSketch => [
  'tool_call',
  { toolName, success: true, ...data },
  { name: toolName, ...more },
];
const failed = (args = {}): SessionSketch => call('book', { success: false, arguments: args }, { status: 'error' });
const llm = (inputTokens: number | null, more = {}, outputTokens: number | null = null): SessionSketch => [
  'llm_call',
  { model: 'm', inputTokens, outputTokens },
  more,
];
const handoff = (fromAgent: string, toAgent: string): SessionSketch => ['handoff', { fromAgent, toAgent }];
const times = (count: number, event: SessionSketch): SessionSketch[] => Array.from({ length: count }, () => event);
/** Keeps what is slow from being a large part of its run. */
const pause: SessionSketch = ['state_change', {}, { startedAt: 1e6 }];

it.each<[string, SessionSketch[], string[]]>([
  ['nothing for a session without findings', [call('find')], []],
  ['a timeout for a slow tool', [call('find', {}, { durationMs: 12_000 }), pause], ['add_timeout 2 slowSpans[0]']],
  ['it at once for a very slow one', [call('find', {}, { durationMs: 30_000 }), pause], ['add_timeout 1 slowSpans[0]']],
  [
    'parallel calls or a cache for a tool that takes a large part',
    [call('find', {}, { durationMs: 5_000 })],
    ['parallelise_or_cache 3 slowSpans[0]'],
  ],
  [
    'a smaller model for a slow call that writes little',
    [llm(9, { durationMs: 15_000 }, 199), pause],
    ['smaller_model 2 slowSpans[0]'],
  ],
  ['none for one that writes much', [llm(9, { durationMs: 15_000 }, 200), pause], []],
  ['none for one that does not say', [llm(9, { durationMs: 15_000 }), pause], []],
  ['less context', [llm(2_000), llm(8_000)], ['trim_context 3 t1:1']],
  ['no less than four times the first', [llm(2_001), llm(8_000)], []],
  ['no less of few tokens', [llm(10), llm(7_999)], []],
  ['no less where the first does not say', [llm(null), llm(9_000)], []],
  [
    'an end of retries',
    times(3, failed()),
    ['stop_retrying 1 errorPatterns[0]', 'add_loop_guard 2 decisionAnomalies[0]'],
  ],
  [
    'a mended tool',
    [failed({ a: 1 }), failed({ a: 2 }), failed({ a: 3 }), failed({ a: 4 })],
    ['fix_tool 1 errorPatterns[0]'],
  ],
  [
    'a guard against loops',
    [handoff('A', 'B'), handoff('B', 'A'), handoff('A', 'B')],
    ['add_loop_guard 1 decisionAnomalies[0]'],
  ],
  ['clear routing', [handoff('A', 'A')], ['clarify_routing 2 decisionAnomalies[0]']],
  [
    'clear routing where a choice was unsure',
    [['decision', { confidence: 0.1 }]],
    ['clarify_routing 3 decisionAnomalies[0]'],
  ],
  [
    'a binding guardrail',
    [['guardrail_eval', { blocked: true, action: 'book' }], call('book')],
    ['enforce_guardrail 1 decisionAnomalies[0]'],
  ],
])('suggests %s', (_what, events, expected) => expect(suggested(events)).toEqual(expected));

it('suggests a reply', () =>
  expect(suggestionsFor({ events: [call('find')] })).toEqual([
    {
      code: 'ensure_reply',
      priority: 2,
      message: 'The turn ended without a response: answer even when nothing was found or something failed.',
      basedOn: ['decisionAnomalies[0]'],
    },
  ]));

it('suggests a timeout and a mended service for requests that were left without an answer', () =>
  expect(suggested([], [{ host: 'api.example', status: 0 }])).toEqual([
    'add_timeout 2 errorPatterns[0]',
    'fix_tool 2 errorPatterns[0]',
  ]));

it('makes one suggestion per code and name, based on all of its findings and worded by the worst', () => {
  const events = [
    call('find', {}, { durationMs: 12_000 }),
    call('find', {}, { durationMs: 40_000 }),
    call('book', {}, { durationMs: 11_000 }),
    pause,
    ['response'],
  ] satisfies SessionSketch[];
  expect(suggestionsFor({ events })).toEqual([
    {
      code: 'add_timeout',
      priority: 1,
      message: 'find took 40 s: give it a timeout below 10 s.',
      basedOn: ['slowSpans[0]', 'slowSpans[1]'],
    },
    {
      code: 'add_timeout',
      priority: 2,
      message: 'book took 11 s: give it a timeout below 10 s.',
      basedOn: ['slowSpans[2]'],
    },
  ]);
});
