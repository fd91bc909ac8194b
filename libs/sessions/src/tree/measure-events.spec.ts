import fc from 'fast-check';
import { makeSession, type SessionSketch } from '../../../../test/factories/make-session';
import { type EventMetrics, measureEvents } from './measure-events';

const metricsOf = (...events: SessionSketch[]): EventMetrics[] => {
  const session = makeSession([{ events }]);
  const measured = measureEvents(session.events);
  return session.events.map(({ id }) => measured.get(id) as EventMetrics);
};
const span = (id: string, under: string | null, startedAt: number, durationMs: number | null): SessionSketch => [
  'state_change',
  {},
  { spanId: id, parentSpanId: under, startedAt, durationMs },
];
const call = (under: string, input: number | null, cost: number | null, more: object = {}): SessionSketch => [
  'llm_call',
  { inputTokens: input, outputTokens: input, costUsd: cost },
  { parentSpanId: under, startedAt: 0, durationMs: 0, ...more },
];

describe('what an event took', () => {
  it.each<[string, SessionSketch[], Partial<EventMetrics>]>([
    [
      'is all its own without children',
      [span('a', null, 0, 100)],
      { durationMs: 100, selfMs: 100, shareOfTrace: 1, childCount: 0 },
    ],
    [
      'is less the time of its children',
      [span('a', null, 0, 100), span('b', 'a', 10, 20), span('c', 'a', 50, 10)],
      { selfMs: 70, childCount: 2 },
    ],
    [
      'counts what children did at once once',
      [span('a', null, 0, 100), span('b', 'a', 10, 50), span('c', 'a', 20, 50)],
      { selfMs: 40 },
    ],
    [
      'counts no grandchildren',
      [span('a', null, 0, 100), span('b', 'a', 10, 20), span('c', 'b', 50, 40)],
      { selfMs: 80, childCount: 1 },
    ],
    ['is never below nothing', [span('a', null, 10, 10), span('b', 'a', 0, 100)], { selfMs: 0, shareOfTrace: 0.1 }],
    ['is a share of its run', [span('a', null, 0, 100), span('b', null, 100, 200)], { shareOfTrace: 0.3333 }],
    [
      'is not known while it runs',
      [span('a', null, 0, null), span('b', 'a', 0, 100)],
      { durationMs: null, selfMs: null, shareOfTrace: null },
    ],
    ['is no share of a run that took no time', [span('a', null, 0, 0)], { selfMs: 0, shareOfTrace: null }],
    [
      'says nothing of tokens where nothing told of any',
      [span('a', null, 0, 1), call('a', null, null)],
      { inputTokens: null, outputTokens: null, costUsd: null },
    ],
    [
      'adds up all that lies in it',
      [span('a', null, 0, 1), span('b', 'a', 0, 1), call('b', 3, 0.5), call('a', 4, null)],
      { inputTokens: 7, outputTokens: 7, costUsd: 0.5, childCount: 2 },
    ],
    [
      'counts no call that passes on another’s tokens',
      [span('a', null, 0, 1), call('a', 3, 0.5, { isWrapper: true, spanId: 'w' }), call('w', 3, 0.5)],
      { inputTokens: 3, costUsd: 0.5 },
    ],
    [
      'counts tokens of embeddings',
      [span('a', null, 0, 1), ['state_change', {}, { parentSpanId: 'a', embeddingTokens: 9 }]],
      { inputTokens: 9, outputTokens: null },
    ],
    [
      'counts children that failed',
      [span('a', null, 0, 1), ['error', {}, { parentSpanId: 'a', status: 'error' }], call('a', 1, 1)],
      { childCount: 2, failedChildCount: 1 },
    ],
    ['ends in a circle', [span('a', 'b', 0, 10), span('b', 'a', 0, 10), call('b', 3, 1)], { childCount: 1, selfMs: 0 }],
  ])('%s', (_what, events, expected) => expect(metricsOf(...events)[0]).toMatchObject(expected));

  it('adds up over the roots to what the run used, whatever the tree', () => {
    const parents = fc.array(fc.integer({ min: -1, max: 20 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(parents, (above) => {
        // Each below one that was recorded before it, so that there is no circle.
        const parentAt = (place: number): number => Math.min(above[place] ?? -1, place - 1);
        const events = above.map((_, place): SessionSketch => {
          const parent = parentAt(place);
          return [
            'llm_call',
            { inputTokens: 1 },
            { spanId: `s${place}`, parentSpanId: parent < 0 ? null : `s${parent}` },
          ];
        });
        const measured = metricsOf(...events);
        const ofRoots = measured.filter((_, place) => parentAt(place) < 0);
        expect(ofRoots.reduce((sum, { inputTokens }) => sum + (inputTokens ?? 0), 0)).toBe(above.length);
      }),
    );
  });
});
