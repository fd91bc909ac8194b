import { makeRequest } from '../../../../test/factories/make-request';
import { type EventSketch, makeRun } from '../../../../test/factories/make-run';
import { indexRun } from '../run/index-run';
import type { RunRequest } from '../run/run-request';

const at = (startedAt: number | null, sketch: EventSketch): EventSketch => [
  sketch[0],
  sketch[1],
  { startedAt, ...sketch[2] },
];
const call = (id: string): EventSketch => ['tool_call', { tool_name: 't', call_id: id }];
const result = (id: string): EventSketch => ['tool_result', { call_id: id, result: 'ok' }];
const placed = (events: EventSketch[], ...httpRequests: RunRequest[]) =>
  indexRun(makeRun(events, { httpRequests })).requests;

describe('placeRequests', () => {
  it.each([
    [[10, 20, 30], 5, null],
    [[10, 20, 30], 10, 0],
    [[10, 20, 30], 29, 1],
    [[10, 20, 30], 99, 2],
    [[10, null, 30], 20, 0],
    [[10, 40, 20, 50], 30, 2],
    [[null, null], 30, null],
    [[], 30, null],
  ])('among events at %j one that began at %i is nearest to %j', (times, startedAt, nearestSeq) => {
    const events = times.map((time) => at(time, ['state_change', {}]));
    expect(placed(events, makeRequest({ startedAt }))).toMatchObject([{ nearestSeq }]);
  });

  it('is in the order of time, then of ids, however they came', () => {
    const requests = [
      makeRequest({ id: 'c', startedAt: 1 }),
      makeRequest({ id: 'b', startedAt: 2 }),
      makeRequest({ id: 'a', startedAt: 2 }),
    ];
    for (const some of [requests, requests.toReversed()])
      expect(placed([], ...some).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  });

  it.each<[string, Partial<RunRequest>, boolean]>([
    ['2xx', { statusCode: 204 }, true],
    ['3xx', { statusCode: 302 }, true],
    ['another failure', { statusCode: 500 }, false],
    ['1xx', { statusCode: 101 }, false],
    ['another method', { method: 'GET' }, false],
    ['another host', { host: 'b.example' }, false],
    ['another path', { path: '/other' }, false],
    ['an earlier time', { startedAt: 1 }, false],
  ])('is recovered by a later answer, told by %s', (_, changes, isRecovered) => {
    const [failed, later] = [makeRequest({ startedAt: 5, statusCode: 502 }), makeRequest({ startedAt: 9, ...changes })];
    expect(placed([], failed, later).find(({ id }) => id === failed.id)).toMatchObject({
      hasFailed: true,
      isRecovered,
    });
  });

  it.each<[string, EventSketch[], number, number | null]>([
    ['the call that is open', [at(10, call('a')), at(20, result('a'))], 15, 0],
    ['no call that is answered', [at(10, call('a')), at(20, result('a'))], 25, null],
    ['the later of two that are open', [at(10, call('a')), at(12, call('b')), at(20, result('a'))], 15, 1],
    [
      'the one of two that is still open',
      [at(10, call('a')), at(12, call('b')), at(14, result('b')), at(20, result('a'))],
      15,
      0,
    ],
    ['a call that nothing answered', [at(10, call('a')), at(20, ['llm_call', {}])], 25, 0],
    ['no such call once there is another', [at(1, call('a')), at(10, call('b')), at(20, result('b'))], 25, null],
    [
      'a whole call while it lasts',
      [at(10, ['tool_call', { tool_name: 't', result: 1 }, { durationMs: 10 }]), at(12, ['llm_call', {}])],
      15,
      0,
    ],
    [
      'no whole call that is over',
      [at(10, ['tool_call', { tool_name: 't', result: 1 }, { durationMs: 3 }]), at(12, ['llm_call', {}])],
      15,
      null,
    ],
  ])('is the doing of %s', (_, events, startedAt, seq) => {
    expect(placed(events, makeRequest({ startedAt }))[0]?.call?.call.seq ?? null).toBe(seq);
  });
});
