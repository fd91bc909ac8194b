import { makeSession, type RunSketch, type SessionSketch } from '../../../../../test/factories/make-session';
import type { FailedRequest } from '../failed-request';
import { readSession } from '../read-session';
import { errorPatternRules } from '../rules';
import { applyThresholds } from '../thresholds';

/** What the rules find, as `rule severity type name "message" count rate events`. */
const foundIn = (runs: readonly RunSketch[], failedRequests: readonly FailedRequest[] = []): string[] =>
  errorPatternRules.flatMap((rule) =>
    rule({ session: readSession(makeSession(runs)), failedRequests, thresholds: applyThresholds({}) }).map(
      ({ entry: { rule, severity, type, name, message, count, rate, eventIds }, size }) => {
        expect(size).toBe(count);
        return `${rule} ${severity} ${type} ${name} "${message}" ${count} ${rate} ${eventIds.join()}`;
      },
    ),
  );

/** What a rule finds among the events of one run. */
const found = (rule: string, ...events: readonly SessionSketch[]): string[] =>
  foundIn([{ events }]).filter((one) => one.startsWith(rule));

const failed = (message: string, args = {}, toolName = 'book'): SessionSketch => [
  'tool_call',
  { toolName, arguments: args, success: false },
  { name: toolName, status: 'error', error: { type: null, message } },
];
const fine = (args = {}, toolName = 'book'): SessionSketch => [
  'tool_call',
  { toolName, arguments: args, success: true },
  { name: toolName },
];
const pending = (args = {}): SessionSketch => [
  'tool_call',
  { toolName: 'book', arguments: args },
  { name: 'book', status: 'pending' },
];

describe('repeated_error', () => {
  it('groups failures by type, name and normalised message, and lists every group', () =>
    expect(
      found(
        'repeated_error',
        failed('409 room taken'),
        failed('410 room taken', { room: 5 }),
        failed('room "Blue" is gone', { room: 6 }),
        fine(),
        failed('409 room taken', {}, 'cancel'),
      ),
    ).toEqual([
      'repeated_error warning tool_call book "N room taken" 2 0.5 t1:0,t1:1',
      'repeated_error info tool_call book "room TEXT is gone" 1 0.25 t1:2',
      'repeated_error info tool_call cancel "N room taken" 1 1 t1:4',
    ]));

  it('counts a call, its result and what is derived of them once', () =>
    expect(
      found(
        'repeated_error',
        failed('boom'),
        ['tool_result', { callEventId: 't1:0', success: false }, { status: 'error' }],
        [
          'error',
          { message: 'boom' },
          { status: 'error', derived: true, source: { surface: 'native', type: 'tool_call', seq: 0 } },
        ],
      ),
    ).toEqual(['repeated_error info tool_call book "boom" 1 1 t1:0']));

  it('names the first 20 events and counts all', () => {
    const [one] = found('repeated_error', ...Array.from({ length: 25 }, (_, n) => failed('boom', { n })));
    expect(one).toContain('"boom" 25 1 ');
    expect(one?.split(',')).toHaveLength(20);
  });
});

describe('retry_storm', () => {
  it.each<[string, SessionSketch[], string[]]>([
    [
      'fires from three failures in a row',
      [failed('a'), failed('a'), failed('b')],
      ['retry_storm critical tool_call book "b" 3 null t1:0,t1:1,t1:2'],
    ],
    ['is silent at two', [failed('a'), failed('a')], []],
    ['ends with a success', [failed('a'), failed('a'), fine(), failed('a')], []],
    ['ends with other arguments', [failed('a'), failed('a'), failed('a', { x: 1 })], []],
    [
      'looks past other tools, and calls that are pending',
      [failed('a'), fine({}, 'find'), pending(), failed('a'), failed('a')],
      ['retry_storm critical tool_call book "a" 3 null t1:0,t1:3,t1:4'],
    ],
    [
      'compares arguments, not their spelling',
      [failed('a', { x: 1, y: [2] }), failed('a', { y: [2], x: 1 }), failed('a', { x: 1, y: [2] })],
      ['retry_storm critical tool_call book "a" 3 null t1:0,t1:1,t1:2'],
    ],
    [
      'fires again after an end',
      [failed('a'), failed('a'), failed('a'), fine(), failed('a'), failed('a'), failed('a'), failed('a')],
      [
        'retry_storm critical tool_call book "a" 3 null t1:0,t1:1,t1:2',
        'retry_storm critical tool_call book "a" 4 null t1:4,t1:5,t1:6,t1:7',
      ],
    ],
  ])('%s', (_what, events, expected) => expect(found('retry_storm', ...events)).toEqual(expected));
});

describe('high_failure_rate', () => {
  const other = { other: true };
  it.each<[string, SessionSketch[], string[]]>([
    [
      'fires when half of four calls failed',
      [failed('a'), failed('b', other), fine(), fine()],
      ['high_failure_rate critical tool_call book "b" 2 0.5 t1:0,t1:1'],
    ],
    ['is silent below half', [failed('a'), failed('a', other), fine(), fine(), fine()], []],
    ['is silent below four', [failed('a'), failed('a', other), fine()], []],
    ['counts no call that is pending', [failed('a'), failed('a', other), fine(), pending()], []],
    ['counts each tool for itself', [failed('a'), failed('b', other), fine({}, 'find'), fine({}, 'find')], []],
  ])('%s', (_what, events, expected) => expect(found('high_failure_rate', ...events)).toEqual(expected));
});

describe('unhandled_error', () => {
  const error = (message: string, handled: boolean | null): SessionSketch => [
    'error',
    { message, handled },
    { name: 'E', status: 'error' },
  ];

  it('fires at errors that nobody handled, alike ones together', () =>
    expect(
      found('unhandled_error', error('boom 1', false), error('boom 2', false), error('x', true), error('y', null)),
    ).toEqual(['unhandled_error critical error E "boom N" 2 null t1:0,t1:1']));

  it.each(['failed', 'aborted'] as const)('fires at a run that ended %s', (status) =>
    expect(
      foundIn([
        { status, events: [['response']] },
        { status, id: 'empty', events: [] },
      ]),
    ).toEqual([
      `unhandled_error critical trace t1 "the trace ended ${status}" 1 null t1:0`,
      `unhandled_error critical trace empty "the trace ended ${status}" 1 null `,
    ]),
  );

  it.each(['running', 'completed', 'ended', 'abandoned'] as const)('is silent at one that is %s', (status) =>
    expect(foundIn([{ status, events: [['response']] }])).toEqual([]),
  );
});

describe('http_failures', () => {
  const requests = (host: string, ...statuses: number[]): FailedRequest[] =>
    statuses.map((status) => ({ host, status }));
  const of = (...failedRequests: FailedRequest[]): string[] => foundIn([{ events: [] }], failedRequests);

  it.each<[string, FailedRequest[], string[]]>([
    ['is silent without requests', [], []],
    ['warns of one', requests('api', 503), ['http_failures warning http_request api "HTTP 503" 1 null ']],
    [
      'is critical at three of 500 and above',
      requests('api', 500, 500, 500),
      ['http_failures critical http_request api "HTTP 500" 3 null '],
    ],
    [
      'is critical at three without an answer',
      requests('api', 0, 0, 0),
      ['http_failures critical http_request api "no answer" 3 null '],
    ],
    [
      'only warns of many below 500',
      requests('api', 404, 404, 404, 404),
      ['http_failures warning http_request api "HTTP 404" 4 null '],
    ],
    [
      'groups by host and status',
      [...requests('api', 500, 502), ...requests('web', 500)],
      [
        'http_failures warning http_request api "HTTP 500" 1 null ',
        'http_failures warning http_request api "HTTP 502" 1 null ',
        'http_failures warning http_request web "HTTP 500" 1 null ',
      ],
    ],
  ])('%s', (_what, failedRequests, expected) => expect(of(...failedRequests)).toEqual(expected));
});
