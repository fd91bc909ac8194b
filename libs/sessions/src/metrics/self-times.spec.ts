import { makeSession, type SessionSketch } from '../../../../test/factories/make-session';
import { selfTimesOf } from './self-times';

const span = (
  spanId: string | null,
  parentSpanId: string | null,
  startedAt: number,
  durationMs: number | null,
): SessionSketch => ['state_change', {}, { spanId, parentSpanId, startedAt, durationMs }];
const selfOf = (...events: SessionSketch[]) => [...selfTimesOf(makeSession([{ events }]).events).values()];

it.each<[string, SessionSketch[], number[]]>([
  ['all of a leaf', [span('a', null, 0, 10)], [10]],
  ['what its children leave', [span('a', null, 0, 10), span('b', 'a', 1, 3), span('c', 'a', 6, 2)], [5, 3, 2]],
  ['what overlaps once', [span('a', null, 0, 10), span('b', 'a', 1, 5), span('c', 'a', 3, 5)], [3, 5, 5]],
  ['not what its grandchildren took', [span('a', null, 0, 10), span('b', 'a', 0, 5), span('c', 'b', 0, 5)], [5, 0, 5]],
  ['never less than nothing', [span('a', null, 0, 10), span('b', 'a', -5, 50)], [0, 50]],
  ['nothing of what has not ended', [span('a', null, 0, null), span('b', 'a', 0, 5)], [5]],
  ['nothing of an open child', [span('a', null, 0, 10), span('b', 'a', 0, null)], [10]],
  ['all of an event that is no span', [span(null, null, 0, 10), span(null, null, 0, 4)], [10, 4]],
  [
    'all of a second one with the same id',
    [span('a', null, 0, 10), span('a', null, 0, 10), span('b', 'a', 0, 4)],
    [6, 10, 4],
  ],
  ['all of its own parent', [span('a', 'a', 0, 10)], [10]],
])('self time is %s', (_what, events, expected) => expect(selfOf(...events)).toEqual(expected));
