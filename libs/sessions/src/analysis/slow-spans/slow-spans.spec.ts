import { makeSession, sessionStart, type SessionSketch } from '../../../../../test/factories/make-session';
import { readSession } from '../read-session';
import { slowSpanRules } from '../rules';
import { applyThresholds } from '../thresholds';

/** What the rules find, as `rule severity event threshold baseline`. */
const found = (events: readonly SessionSketch[], thresholds = {}): string[] =>
  slowSpanRules.flatMap((rule) =>
    rule({
      session: readSession(makeSession([{ events }])),
      failedRequests: [],
      thresholds: applyThresholds({ 'slow_share.trace_ms': 1e9, ...thresholds }),
    }).map(({ entry, size }) => {
      expect(size).toBe(entry.durationMs);
      return `${entry.rule} ${entry.severity} ${entry.eventId} ${entry.thresholdMs} ${entry.baselineMs}`;
    }),
  );

/** Events of one type and name with these durations, each inside a span `root` that took no time. */
const like = (type: 'tool_call' | 'llm_call' | 'decision', durations: readonly (number | null)[]): SessionSketch[] =>
  durations.map((durationMs, index) => [type, {}, { name: 'x', durationMs, startedAt: index * 1e6 }] as SessionSketch);

const lasting = (type: string, durationMs: number, more = {}): SessionSketch =>
  [type, {}, { durationMs, ...more }] as unknown as SessionSketch;

describe('slow_absolute', () => {
  it.each([
    ['llm_call', 15_000],
    ['tool_call', 10_000],
    ['decision', 5_000],
    ['handoff', 5_000],
    ['guardrail_eval', 2_000],
  ])('warns of %s from %p ms, and is critical from three times that', (type, limit) => {
    expect(found([lasting(type, limit - 1)])).toEqual([]);
    expect(found([lasting(type, limit)])).toEqual([`slow_absolute warning t1:0 ${limit} null`]);
    expect(found([lasting(type, limit * 3 - 1)])).toEqual([`slow_absolute warning t1:0 ${limit} null`]);
    expect(found([lasting(type, limit * 3)])).toEqual([`slow_absolute critical t1:0 ${limit} null`]);
  });

  it('warns of other spans from 30 s, unless they are roots or no spans', () => {
    const root: SessionSketch = lasting('state_change', 40_000, { spanId: 'root' });
    const inner = { spanId: 'a', parentSpanId: 'root' };
    expect(found([root, lasting('state_change', 29_999, inner)])).toEqual([]);
    expect(found([root, lasting('state_change', 30_000, inner)])).toEqual(['slow_absolute warning t1:1 30000 null']);
    expect(found([lasting('state_change', 40_000, { spanId: 'a', parentSpanId: 'never recorded' })])).toEqual([]);
    expect(found([root, lasting('state_change', 40_000, { parentSpanId: 'root' })])).toEqual([]);
  });

  it('leaves out a wrapper: the call inside of it counts', () =>
    expect(found([lasting('llm_call', 50_000, { isWrapper: true })])).toEqual([]));

  it('takes a threshold of the project', () =>
    expect(found([lasting('tool_call', 500)], { 'slow_absolute.tool_call_ms': 400 })).toEqual([
      'slow_absolute warning t1:0 400 null',
    ]));
});

describe('slow_relative', () => {
  it.each<[string, (number | null)[], string[]]>([
    [
      'fires from 3 × the median of 5 others',
      [500, 500, 500, 500, 500, 1_500],
      ['slow_relative warning t1:5 1500 500'],
    ],
    ['is silent below', [500, 500, 500, 500, 500, 1_499], []],
    ['is silent below 1 s', [100, 100, 100, 100, 100, 999], []],
    ['fires at 1 s', [100, 100, 100, 100, 100, 1_000], ['slow_relative warning t1:5 1000 100']],
    ['needs 5 others', [500, 500, 500, 500, 9_000], []],
    ['counts no other that has not ended', [500, 500, 500, 500, null, 9_000], []],
    [
      'leaves the slow one out of its median',
      [500, 500, 500, 1_600, 1_600, 1_600, 1_600],
      [3, 4, 5, 6].map((at) => `slow_relative warning t1:${at} 1500 500`),
    ],
  ])('%s', (_what, durations, expected) => expect(found(like('tool_call', durations))).toEqual(expected));

  it('compares like with like', () =>
    expect(
      found([
        ...like('tool_call', [500, 500, 500]),
        ...like('decision', [500, 500]),
        lasting('tool_call', 5_000, { name: 'x' }),
      ]),
    ).toEqual([]));
});

describe('slow_share', () => {
  const share = { 'slow_share.trace_ms': 5_000 };
  const at = (startedAt: number, durationMs: number, more = {}): SessionSketch => [
    'tool_call',
    {},
    { startedAt, durationMs, ...more },
  ];

  it('fires from half of a run of 5 s', () => {
    expect(found([at(0, 2_500), at(2_500, 2_499), at(4_999, 1)], share)).toEqual(['slow_share info t1:0 2500 5000']);
    expect(found([at(0, 2_499), at(2_500, 2_499), at(4_999, 1)], share)).toEqual([]);
    expect(found([at(0, 4_999)], share)).toEqual([]);
  });

  it('looks at what an event took without what ran inside of it', () =>
    expect(
      found(
        [
          lasting('state_change', 6_000, { startedAt: 0, spanId: 'root' }),
          at(0, 2_000, { parentSpanId: 'root' }),
          at(1_000, 2_000, { parentSpanId: 'root' }),
          at(5_000, 1_000, { parentSpanId: 'root' }),
        ],
        share,
      ),
    ).toEqual([]));

  it('measures a run by its events, whenever it was recorded', () => {
    const record = makeSession([
      { events: [at(0, 5_000)], startedAt: sessionStart + 1e9, endedAt: sessionStart + 1e9 },
    ]);
    const found = slowSpanRules.flatMap((rule) =>
      rule({ session: readSession(record), failedRequests: [], thresholds: applyThresholds({}) }),
    );
    expect(found.map(({ entry }) => [entry.rule, entry.baselineMs])).toEqual([['slow_share', 5_000]]);
  });
});
